package org.kexshot.cli.argument.comparison;

import java.io.IOException;
import java.nio.file.Path;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.render.html.series.SeriesReport;
import org.kexshot.diff.series.Timeline;
import org.kexshot.output.ReportFile;
import picocli.CommandLine.Model.OptionSpec;

/** A report as one HTML page, beside what is shown. */
public final class HtmlOption {
  private final Arguments arguments;
  private final Argument<Path> file;

  /**
   * @param description what the page holds
   */
  public HtmlOption(Arguments arguments, String description) {
    this.arguments = arguments;
    this.file =
        arguments.option(
            Path.class, OptionSpec.builder("--html").paramLabel("FILE").description(description));
  }

  boolean isGiven() {
    return file.given().isPresent();
  }

  /**
   * Finds out whether it could be written, before the work that it is about.
   *
   * @throws IOException if not
   */
  public void check() throws IOException {
    if (isGiven()) {
      new ReportFile(file.value()).check();
    }
  }

  /** Writes the page of a series, if one was asked for. */
  public void write(Timeline timeline) throws IOException {
    write(new SeriesReport(timeline));
  }

  void write(ReportFile.Contents contents) throws IOException {
    if (isGiven()) {
      new ReportFile(file.value()).write(contents, new Notices(arguments.err()));
    }
  }
}
