package org.kexshot.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import org.kexshot.cli.render.PrintableWriter;
import picocli.CommandLine;

/** What became of a command that was run in this process. */
public record CommandRun(int code, String out, String err) {
  public static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine(arguments);
    command.setOut(PrintableWriter.printer(out)).setErr(PrintableWriter.printer(err));
    int code = command.execute(arguments);
    return new CommandRun(code, out.toString(), err.toString());
  }

  public JsonNode json() throws IOException {
    return new ObjectMapper().readTree(out);
  }
}
