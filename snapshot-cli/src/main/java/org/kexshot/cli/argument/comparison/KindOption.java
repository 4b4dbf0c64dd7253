package org.kexshot.cli.argument.comparison;

import java.util.List;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.kind.ObjectKind;
import picocli.CommandLine.Model.OptionSpec;

/** Of which kinds of kernel objects a command is to speak. */
public final class KindOption {
  private final Argument<List<ObjectKind<?>>> kinds;

  /**
   * @param description what is done with them
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // No class stands for a kind of whatever objects.
  public KindOption(Arguments arguments, String description) {
    kinds =
        (Argument)
            arguments.options(
                ObjectKind.class,
                OptionSpec.builder("--kind")
                    .paramLabel("KIND")
                    .converters(new KindConverter())
                    .description(description + " May be repeated."));
  }

  /** Whether kinds were named. */
  public boolean isGiven() {
    return kinds.given().isPresent();
  }

  /** Those that were named; empty if none were. */
  public List<ObjectKind<?>> kinds() {
    return kinds.given().orElse(List.of());
  }
}
