package org.kexshot.cli.hibernate;

import java.nio.file.Path;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.operation.hibernate.BootInstallation;
import picocli.CommandLine.Model.OptionSpec;

/** Which system's boot is changed. */
final class BootOptions {
  private final Argument<Path> root;
  private final Argument<Boolean> noUpdate;

  BootOptions(Arguments arguments) {
    root =
        arguments.option(
            Path.class,
            OptionSpec.builder("--root")
                .paramLabel("DIR")
                .defaultValue("/")
                .description("The system's files. Default: ${DEFAULT-VALUE}."));
    noUpdate =
        arguments.flag(
            "--no-update", "Leave the initial file system as it is until it is next made.");
  }

  BootInstallation installation() {
    boolean here = root.value().equals(Path.of("/"));
    return new BootInstallation(root.value(), here && !noUpdate.value());
  }
}
