package org.kexshot.cli.lab;

import java.io.IOException;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.OptionSpec;

/** What the lab's guests are built for. */
final class LabArchitectureOption {
  private final Argument<GuestArchitecture> architecture;

  LabArchitectureOption(Arguments arguments) {
    architecture =
        arguments.option(
            GuestArchitecture.class,
            OptionSpec.builder("--arch")
                .paramLabel("NAME")
                .defaultValue("i386")
                .description(
                    "The guest's architecture: i386, x86_64, or i386-pae for an i386 kernel with"
                        + " memory above 4 GiB. Default: ${DEFAULT-VALUE}."));
  }

  /** The lab, built first if the cache lacks something of it. */
  Lab lab() throws IOException {
    return Lab.build(Lab.findProject(), architecture.value());
  }
}
