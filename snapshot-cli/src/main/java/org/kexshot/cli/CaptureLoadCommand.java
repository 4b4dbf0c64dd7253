package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.capture.CaptureKernel;
import org.kexshot.capture.modules.SnapshotDrivers;
import org.kexshot.cli.render.CaptureView;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "load",
    mixinStandardHelpOptions = true,
    description = {
      "Load a capture kernel, in place of any that was loaded before.",
      "The snapshot device's contents are lost."
    })
final class CaptureLoadCommand implements Callable<Integer> {
  @Option(
      names = "--device",
      paramLabel = "DEV",
      required = true,
      description = "The snapshot device: a disk or partition that nothing else uses.")
  private String device;

  @Option(
      names = "--kernel",
      paramLabel = "BZIMAGE",
      description = "The capture kernel. Default: the running kernel's, in /boot or /lib/modules.")
  private Optional<Path> kernel = Optional.empty();

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "Memory that it gets. Default: ${DEFAULT-VALUE} MiB.")
  private long memory = CaptureKernel.leastMemory() >> 20;

  @Option(
      names = "--exchange",
      description = {
        "Have each jump exchange the capture kernel's memory with what lies there.",
        "Default: huge pages are lent to it where there are enough in one piece, and a jump is"
            + " shorter."
      })
  private boolean exchange;

  @ArgGroup private Modules modules = new Modules();

  @Mixin private OutputOptions output;

  /** Where drivers come from that the capture kernel has not built in. */
  private static final class Modules {
    @Option(
        names = "--modules",
        paramLabel = "DIR",
        description =
            "The capture kernel's modules; it gets those that the snapshot device takes."
                + " Default: /lib/modules/RELEASE.")
    private Optional<Path> directory = Optional.empty();

    @Option(
        names = "--no-modules",
        description = "The capture kernel has the snapshot device's drivers built in.")
    private boolean none;

    SnapshotDrivers driversOf(String device) throws IOException {
      return none ? SnapshotDrivers.builtIn(device) : SnapshotDrivers.of(device, directory);
    }
  }

  @Override
  public Integer call() throws IOException {
    long start = System.nanoTime();
    Path file = kernel.isPresent() ? kernel.get() : CaptureKernel.defaultKernel();
    CaptureKernel.load(
        device, file, Toolkit.captureFileSystems(), modules::driversOf, memory << 20, exchange);
    return output.show(
        CaptureView.loaded(CaptureKernel.loaded(), (System.nanoTime() - start) / 1_000_000));
  }
}
