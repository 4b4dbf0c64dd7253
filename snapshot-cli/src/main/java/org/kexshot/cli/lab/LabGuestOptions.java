package org.kexshot.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.OptionSpec;

/** What a guest of the lab is to be like. */
final class LabGuestOptions {
  private final LabArchitectureOption architecture;
  private final Argument<Integer> memory;
  private final Argument<Integer> processors;
  private final Argument<List<String>> qemuOptions;

  LabGuestOptions(Arguments arguments) {
    architecture = new LabArchitectureOption(arguments);
    memory =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--memory")
                .paramLabel("MIB")
                .converters(WholeNumber.from(1))
                .defaultValue("1024")
                .description("The guest's memory. Default: ${DEFAULT-VALUE}."));
    processors =
        arguments.option(
            Integer.class,
            OptionSpec.builder("--processors")
                .paramLabel("N")
                .converters(WholeNumber.from(1))
                .defaultValue("2")
                .description("How many processors it has. Default: ${DEFAULT-VALUE}."));
    qemuOptions =
        arguments.options(
            String.class,
            OptionSpec.builder("--qemu-option")
                .paramLabel("WORD")
                .description("One more word of QEMU's command line; may be repeated."));
  }

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
    Lab.createDisk(disk, 2L * memory.value() << 20);
    return GuestSettings.in(directory)
        .withMemoryMiB(memory.value())
        .withProcessors(processors.value())
        .withToolkit(lab.toolkitImage())
        .withSnapshotDisk(disk)
        .withQemuOptions(qemuOptions.given().orElse(List.of()).toArray(String[]::new));
  }
}
