package org.kexshot.cli.argument;

import picocli.CommandLine.Model.OptionSpec;

/** How many lines of a long list are shown. */
public final class LimitOption {
  private final Argument<Integer> limit;

  /**
   * @param lines which they are, for {@code --help}
   */
  public LimitOption(Arguments arguments, String lines) {
    limit =
        arguments.option(
            Integer.class,
            OptionSpec.builder("-n", "--limit")
                .paramLabel("N")
                .converters(WholeNumber.from(0))
                .defaultValue("40")
                .description(lines + "; 0 for all. Default: ${DEFAULT-VALUE}."));
  }

  /** The most lines to show. */
  public int most() {
    return limit.value() == 0 ? Integer.MAX_VALUE : limit.value();
  }
}
