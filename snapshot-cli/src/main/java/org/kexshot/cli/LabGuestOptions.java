package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a guest of the lab is to be like. */
final class LabGuestOptions {
  @Mixin private LabArchitectureOption architecture;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The guest's memory. Default: ${DEFAULT-VALUE}.")
  private int memory = 1024;

  @Option(
      names = "--processors",
      paramLabel = "N",
      description = "How many processors it has. Default: ${DEFAULT-VALUE}.")
  private int processors = 2;

  @Option(
      names = "--qemu-option",
      paramLabel = "WORD",
      description = "One more word of QEMU's command line; may be repeated.")
  private String[] qemuOptions = {};

  /** The lab, built first if the cache lacks something of it. */
  Lab lab() throws IOException {
    return architecture.lab();
  }

  /**
   * Settings with the toolkit and an empty snapshot disk.
   *
   * @param name the guest's logs and its disk lie in {@code snapshot-cli/target/lab/NAME-ARCH}
   */
  GuestSettings settings(Lab lab, String name) throws IOException {
    Path directory = lab.runDirectory(name);
    Files.createDirectories(directory);
    Path disk = directory.resolve("snapshot.img");
    Lab.createDisk(disk, 2L * memory << 20);
    return GuestSettings.in(directory)
        .withMemoryMiB(memory)
        .withProcessors(processors)
        .withToolkit(lab.toolkitImage())
        .withSnapshotDisk(disk)
        .withQemuOptions(qemuOptions);
  }
}
