package org.kexshot.cli.argument.comparison;

import java.util.List;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.diff.object.Identities;
import picocli.CommandLine.Model.OptionSpec;

/** By which attributes objects of two images are matched. */
public final class IdentityOption {
  private final Arguments arguments;
  private final Argument<List<String>> identities;

  public IdentityOption(Arguments arguments) {
    this.arguments = arguments;
    this.identities =
        arguments.options(
            String.class,
            OptionSpec.builder("--identity")
                .paramLabel("KIND=ATTRIBUTE[,ATTRIBUTE...]")
                .description(
                    "Match objects of this kind by these attributes. Default: in one boot by"
                        + " addresses and numbers, across boots by what they are called (see"
                        + " docs/kinds.md). May be repeated."));
  }

  /** Finds out whether there are such kinds and attributes, before any image is read. */
  public void check() {
    identities();
  }

  /** What was given; what the kinds declare if nothing was. */
  public Identities identities() {
    try {
      return Identities.parse(identities.given().orElse(List.of()));
    } catch (IllegalArgumentException wrong) {
      throw arguments.wrong("--identity: " + wrong.getMessage());
    }
  }
}
