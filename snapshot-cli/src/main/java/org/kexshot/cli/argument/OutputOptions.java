package org.kexshot.cli.argument;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ListView;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.output.DumpOutput;

/**
 * How a command shows its result: as text, with {@code --json} as one JSON object, with {@code
 * --json-lines} as one a line, and a list with {@code --csv} as lines of values.
 */
public final class OutputOptions {
  private final Arguments arguments;
  private final Argument<Boolean> json;
  private final Argument<Boolean> lines;
  private final Optional<Argument<Boolean>> csv;
  private boolean onStandardError;

  public OutputOptions(Arguments arguments) {
    this(arguments, Optional.empty());
  }

  private OutputOptions(Arguments arguments, Optional<Argument<Boolean>> csv) {
    this.arguments = arguments;
    this.csv = csv;
    json = arguments.flag("--json", "Print one JSON object (see docs/json.md).");
    lines =
        arguments.flag(
            "--json-lines", "The same in one line; of a list, an object a line for each item.");
  }

  /** Of a command that shows a {@link ListView}. */
  public static OutputOptions ofList(Arguments arguments) {
    return new OutputOptions(
        arguments,
        Optional.of(
            arguments.flag("--csv", "Print a line of names, and a line of values for each item.")));
  }

  /** Shows the result on standard error if {@code out} is standard output itself. */
  public OutputOptions awayFrom(String out) {
    onStandardError = out.equals(DumpOutput.STANDARD);
    return this;
  }

  public int show(View view) throws IOException {
    return show(view, ExitCode.OK);
  }

  /**
   * Prints what was read from an image, and what could not be read: to standard error, or in JSON
   * as {@code problems}. Returns {@link ExitCode#INCOMPLETE} if there is any such thing.
   */
  public int show(ImageView view) throws IOException {
    if (!isJson() || lines.value() && view.isList()) {
      PrintWriter err = arguments.err();
      for (String problem : view.problems()) {
        err.println("kexshot: not readable: " + Text.printable(problem));
      }
      err.flush();
    }
    return show(view, view.problems().isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE);
  }

  /** Prints the view and returns the code's number. */
  public int show(View view, ExitCode code) throws IOException {
    PrintWriter out = onStandardError ? arguments.err() : arguments.out();
    if (isCsv()) {
      showCsv(view, out);
    } else if (lines.value()) {
      showLines(view, out);
    } else if (json.value()) {
      showObject(view, out);
    } else {
      view.text(out);
    }
    out.flush();
    return code.number();
  }

  private void showCsv(View view, PrintWriter out) {
    if (!(view instanceof ListView list)) {
      throw arguments.wrong("--csv: what is shown here is no list");
    }
    list.csv(out);
  }

  private static void showObject(View view, PrintWriter out) throws IOException {
    try (JsonGenerator generator = generator(out)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      generator.writeStartObject();
      view.json(generator);
      generator.writeEndObject();
      generator.writeRaw('\n');
    }
  }

  private static void showLines(View view, PrintWriter out) throws IOException {
    try (JsonGenerator generator = generator(out)) {
      generator.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
      view.lines(generator);
      if (generator.getOutputContext().getEntryCount() > 0) {
        generator.writeRaw('\n');
      }
    }
  }

  private static JsonGenerator generator(PrintWriter out) throws IOException {
    JsonGenerator generator = new JsonFactory().createGenerator(out);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    return generator;
  }

  /** Whether it is shown as JSON, in one line or more. */
  public boolean isJson() {
    return json.value() || lines.value();
  }

  /** Whether a list is shown for programs, item by item. */
  public boolean isByItem() {
    return lines.value() || isCsv();
  }

  private boolean isCsv() {
    boolean asked = csv.map(Argument::value).orElse(false);
    if (asked && isJson()) {
      throw arguments.wrong("--csv: not with --json or --json-lines");
    }
    return asked;
  }
}
