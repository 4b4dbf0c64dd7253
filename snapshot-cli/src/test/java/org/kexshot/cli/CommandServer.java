package org.kexshot.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.kexshot.cli.render.PrintableWriter;

/**
 * Runs commands in one process in a guest, where each start of Java takes an emulated processor
 * some ten seconds. Standard input has a line for each: a directory with
 *
 * <pre>
 * words   the command line without {@code kexshot}, each word ended by byte 0
 * out     is made: standard output
 * err     is made: standard error
 * code    a pipe that somebody holds open: gets the exit code as a line
 * </pre>
 */
public final class CommandServer {
  private CommandServer() {}

  public static void main(String[] args) throws IOException {
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      serve(Path.of(line));
    }
  }

  private static void serve(Path directory) throws IOException {
    String words = Files.readString(directory.resolve("words"));
    int code;
    try (PrintStream out = stream(directory.resolve("out"));
        PrintStream err = stream(directory.resolve("err"))) {
      code = run(words.split("\0"), out, err);
    }
    Files.writeString(directory.resolve("code"), code + "\n", StandardOpenOption.WRITE);
  }

  private static PrintStream stream(Path file) throws IOException {
    return new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
  }

  private static int run(String[] words, PrintStream out, PrintStream err) {
    // For commands that write bytes, and libraries that complain.
    System.setOut(out);
    System.setErr(err);
    try (PrintWriter text = printer(out);
        PrintWriter errors = printer(err)) {
      return Main.execute(Main.commandLine(words).setOut(text).setErr(errors), words);
    }
  }

  private static PrintWriter printer(PrintStream stream) {
    return PrintableWriter.printer(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }
}
