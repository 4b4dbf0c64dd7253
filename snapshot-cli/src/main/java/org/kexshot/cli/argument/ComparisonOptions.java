package org.kexshot.cli.argument;

import java.io.IOException;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.operation.Image;

/** How two images are compared, and what is shown of it; the same for every command that does. */
public final class ComparisonOptions {
  private final LimitOption limit;
  private final OutputOptions output;

  /**
   * @param output shows the comparison
   */
  public ComparisonOptions(Arguments arguments, OutputOptions output) {
    this.output = output;
    this.limit = new LimitOption(arguments, "Lines for each kind of difference");
  }

  /** The most lines for each kind of difference. */
  public int most() {
    return limit.most();
  }

  /** Compares two images and shows how they differ; returns the exit code. */
  public int show(Image before, Image after) throws IOException {
    return output.show(
        new DifferenceView(before.name(), after.name(), before.differenceTo(after), limit.most()));
  }
}
