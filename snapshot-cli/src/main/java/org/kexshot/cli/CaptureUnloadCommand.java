package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.capture.CaptureKernel;
import picocli.CommandLine.Command;

@Command(
    name = "unload",
    mixinStandardHelpOptions = true,
    description = "Unload the capture kernel and give its memory back.")
final class CaptureUnloadCommand implements Callable<Integer> {
  @Override
  public Integer call() throws IOException {
    CaptureKernel.unload();
    return ExitCode.OK.number();
  }
}
