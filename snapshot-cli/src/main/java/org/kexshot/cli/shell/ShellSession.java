package org.kexshot.cli.shell;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.failure.FailureReport;
import org.kexshot.cli.failure.WatchedOutput;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Runs lines, one after the other; what fails is told, and the next can be run. Only {@link
 * #interrupt} is for other threads.
 */
final class ShellSession {
  private static final String HELP_OPTION = "--help";

  private final CommandSource commands;
  private final Vocabulary vocabulary;
  private final FullCommand full;
  private final KeptImage kept;
  private final ShellStreams streams;
  private final PrintWriter err;
  private final Interruptible running = new Interruptible();
  private int last = ExitCode.OK.number();
  private boolean isOver;

  /**
   * @param settings options that each command gets that has them
   */
  ShellSession(
      CommandSource commands, KeptImage kept, List<String> settings, ShellStreams streams) {
    this.commands = commands;
    this.kept = kept;
    this.streams = streams;
    vocabulary = new Vocabulary(commands, kept);
    full = new FullCommand(vocabulary, kept, settings);
    err = ShellStreams.printer(streams.err());
  }

  /** The exit code of the last command. */
  int lastCode() {
    return last;
  }

  /** Whether the user wants to leave. */
  boolean isOver() {
    return isOver;
  }

  /** Ends the command that is run, if one is. */
  void interrupt() {
    running.interrupt();
  }

  /**
   * Runs a line.
   *
   * @return the exit code; of an empty line that of the last command
   */
  int run(String text) {
    try {
      ShellLine line = ShellLine.parse(text);
      if (!line.words().isEmpty()) {
        last = run(line);
      }
    } catch (ShellSyntaxException wrong) {
      err.println("kexshot: " + wrong.getMessage());
      last = ExitCode.USAGE.number();
    } catch (IOException | InvalidPathException failure) {
      last = new FailureReport(false).report(failure, err);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      last = Interruptible.INTERRUPTED;
    }
    return last;
  }

  private int run(ShellLine line) throws ShellSyntaxException, IOException, InterruptedException {
    String name = line.words().get(0);
    if (name.equals(Vocabulary.EXIT)) {
      return exit(line.words());
    }
    boolean isHelp = name.equals(Vocabulary.HELP);
    if (isHelp && line.words().size() > 1) {
      List<String> asked = new ArrayList<>(line.words().subList(1, line.words().size()));
      asked.add(HELP_OPTION);
      return run(new ShellLine(asked, line.target(), line.programs()));
    }
    List<String> words = isHelp ? line.words() : full.of(line.words());
    try (Destination destination = new Destination(line, streams.out())) {
      if (vocabulary.needsProcess(name) && !words.contains(HELP_OPTION)) {
        return destination.run(Launcher.words(words), streams.input());
      }
      return destination.finish(runHere(words, destination));
    }
  }

  private int exit(List<String> words) throws ShellSyntaxException {
    if (words.size() > 2 || words.size() == 2 && !words.get(1).matches("\\d{1,3}")) {
      throw new ShellSyntaxException("exit takes a number of three digits or nothing");
    }
    isOver = true;
    return words.size() == 2 ? Integer.parseInt(words.get(1)) : last;
  }

  private int runHere(List<String> words, Destination destination) throws IOException {
    WatchedOutput watched = new WatchedOutput(destination.open());
    CutOutput out = new CutOutput(watched);
    CutOutput errors = new CutOutput(streams.err());
    PrintWriter text = ShellStreams.printer(out);
    PrintStream standard = System.out;
    // For commands that write bytes.
    System.setOut(new PrintStream(out));
    try {
      IntSupplier command = command(words, text, ShellStreams.printer(errors));
      int code =
          running.run(
              command,
              () -> {
                out.cut();
                errors.cut();
              });
      if (code == Interruptible.INTERRUPTED) {
        kept.close();
        err.println("kexshot: interrupted");
        return code;
      }
      text.flush();
      // Programs that do not read to the end have got what they wanted.
      return destination.isPrograms() ? code : watched.exitCode(code, err);
    } finally {
      System.setOut(standard);
    }
  }

  private IntSupplier command(List<String> words, PrintWriter out, PrintWriter errors) {
    if (words.get(0).equals(Vocabulary.HELP)) {
      return () -> {
        out.print(vocabulary.help());
        return ExitCode.OK.number();
      };
    }
    Optional<CommandSpec> declared = vocabulary.named(words.get(0));
    return () -> commands.run(declared, kept, out, errors, words);
  }
}
