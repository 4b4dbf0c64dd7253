package org.kexshot.cli.capture;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.report.CaptureView;
import org.kexshot.operation.CaptureKernelStatus;
import picocli.CommandLine.Model.CommandSpec;

public final class CaptureStatusCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "Say whether a capture kernel is loaded, and which.");

  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new CaptureStatusCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    CaptureKernelStatus status = CaptureKernelStatus.now();
    return output.show(
        new CaptureView(status), status.isLoaded() ? ExitCode.OK : ExitCode.NOT_LOADED);
  }
}
