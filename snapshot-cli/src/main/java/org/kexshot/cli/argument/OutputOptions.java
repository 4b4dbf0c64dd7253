package org.kexshot.cli.argument;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.output.DumpOutput;

/** How a command shows its result: text, or with {@code --json} one JSON object. */
public final class OutputOptions {
  private final Arguments arguments;
  private final Argument<Boolean> json;
  private boolean onStandardError;

  public OutputOptions(Arguments arguments) {
    this.arguments = arguments;
    json = arguments.flag("--json", "Print one JSON object (see docs/json.md).");
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
    if (!isJson()) {
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
    if (isJson()) {
      JsonGenerator generator = new JsonFactory().createGenerator(out);
      generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      generator.writeStartObject();
      view.json(generator);
      generator.writeEndObject();
      generator.writeRaw('\n');
      generator.close();
    } else {
      view.text(out);
    }
    out.flush();
    return code.number();
  }

  public boolean isJson() {
    return json.value();
  }
}
