package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.cli.render.diff.DifferenceView;
import org.kexshot.cli.render.html.HtmlReport;
import org.kexshot.diff.ImageDifference;
import org.kexshot.operation.Image;
import org.kexshot.output.TextFile;
import picocli.CommandLine.Model.OptionSpec;

/** How two images are compared, and what is shown of it; the same for every command that does. */
public final class ComparisonOptions {
  private final Arguments arguments;
  private final LimitOption limit;
  private final Argument<Path> html;
  private final OutputOptions output;

  /**
   * @param output shows the comparison
   */
  public ComparisonOptions(Arguments arguments, OutputOptions output) {
    this.arguments = arguments;
    this.output = output;
    this.limit = new LimitOption(arguments, "Lines for each kind of difference");
    this.html =
        arguments.option(
            Path.class,
            OptionSpec.builder("--html")
                .paramLabel("FILE")
                .description(
                    "Write a report too, one HTML page with a map of memory (see docs/report.md)."));
  }

  /**
   * Makes sure that what is to be written can be, before the work that it is the result of.
   *
   * @throws IOException if there is such a file already, or no directory for it
   */
  public void check() throws IOException {
    if (report().isPresent()) {
      report().get().requireNew();
    }
  }

  /** Compares two images and shows how they differ; returns the exit code. */
  public int show(Image before, Image after) throws IOException {
    check();
    Optional<TextFile> report = report();
    ImageDifference difference =
        report.isPresent() ? before.mappedDifferenceTo(after) : before.differenceTo(after);
    if (report.isPresent()) {
      String page =
          new HtmlReport(before.name(), after.name(), difference, before::frame, after::frame)
              .html();
      report.get().write(page, new Notices(arguments.err()));
    }
    return output.show(new DifferenceView(before.name(), after.name(), difference, limit.most()));
  }

  private Optional<TextFile> report() {
    return html.given().map(TextFile::new);
  }
}
