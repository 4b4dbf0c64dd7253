package org.kexshot.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.capture.CaptureKernel;
import org.kexshot.capture.Preconditions;
import org.kexshot.capture.Preconditions.Precondition;
import org.kexshot.cli.render.PreconditionsView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Say whether this machine can jump, and what to do where it cannot.")
final class CheckCommand implements Callable<Integer> {
  @Option(
      names = "--device",
      paramLabel = "DEV",
      description = "The snapshot device, to be checked too.")
  private Optional<String> device = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "Memory that the capture kernel is to get. Default: ${DEFAULT-VALUE} MiB.")
  private long memory = CaptureKernel.leastMemory() >> 20;

  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    List<Precondition> preconditions = Preconditions.check(device, memory << 20);
    boolean all = preconditions.stream().allMatch(Precondition::met);
    return output.show(
        new PreconditionsView(preconditions), all ? ExitCode.OK : ExitCode.CANNOT_JUMP);
  }
}
