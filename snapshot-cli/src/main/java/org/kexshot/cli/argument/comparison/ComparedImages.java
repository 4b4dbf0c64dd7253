package org.kexshot.cli.argument.comparison;

import java.util.List;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * The images that a command compares, two or more. How many there are is looked at when all is
 * read, so that options may stand between them.
 */
public final class ComparedImages {
  private final Arguments arguments;
  private final Argument<List<String>> references;

  /**
   * @param required whether the command does nothing without them
   * @param description for {@code --help}
   */
  public ComparedImages(Arguments arguments, boolean required, String description) {
    this.arguments = arguments;
    this.references =
        arguments.parameters(
            String.class,
            PositionalParamSpec.builder()
                .arity(required ? "1..*" : "0..*")
                .paramLabel("IMAGE")
                .description(description));
  }

  /** As they were named, in this order; none, or at least two. */
  public List<String> named() {
    List<String> named = references.given().orElse(List.of());
    if (named.size() == 1) {
      throw arguments.wrong(
          "%s compares two images or more, and %s is one; `kexshot list` names the snapshots"
              .formatted(arguments.name(), named.get(0)));
    }
    return named;
  }
}
