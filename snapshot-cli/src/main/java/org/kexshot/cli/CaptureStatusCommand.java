package org.kexshot.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.capture.CaptureKernel;
import org.kexshot.capture.CaptureState;
import org.kexshot.cli.render.CaptureView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Say whether a capture kernel is loaded, and which.")
final class CaptureStatusCommand implements Callable<Integer> {
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    Optional<CaptureState> state = CaptureKernel.loaded();
    return output.show(
        CaptureView.status(state, CaptureKernel.isImageLoaded()),
        state.isPresent() ? ExitCode.OK : ExitCode.NOT_LOADED);
  }
}
