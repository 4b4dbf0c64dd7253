package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.capture.kernel.CaptureKernel;
import picocli.CommandLine.Model.CommandSpec;

final class CaptureUnloadCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Unload the capture kernel and give its memory back.");

  static CommandSpec spec() {
    return new CaptureUnloadCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    CaptureKernel.unload();
    return ExitCode.OK.number();
  }
}
