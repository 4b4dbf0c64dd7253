package org.kexshot.cli.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.kexshot.cli.render.Styling;

/** Lines that somebody types in a terminal, with history and completion. */
final class TerminalInput implements LineInput {
  private static final String NAME = "kexshot";
  private static final String NO_WARNING = "org.jline.terminal.disableDeprecatedProviderWarning";

  /** In place of JLine's colours, in lists of words to choose from. */
  private static final Map<String, String> WITHOUT_COLOUR =
      Map.of(
          LineReader.COMPLETION_STYLE_STARTING, "bold",
          LineReader.COMPLETION_STYLE_LIST_STARTING, "bold",
          LineReader.COMPLETION_STYLE_GROUP, "bold",
          LineReader.COMPLETION_STYLE_LIST_GROUP, "bold",
          LineReader.COMPLETION_STYLE_DESCRIPTION, "faint",
          LineReader.COMPLETION_STYLE_LIST_DESCRIPTION, "faint");

  private final Terminal terminal;
  private final LineReader reader;

  private TerminalInput(Terminal terminal, LineReader reader) {
    this.terminal = terminal;
    this.reader = reader;
  }

  /**
   * Takes the terminal over.
   *
   * @param history file, if there can be one
   * @param onInterrupt what Ctrl-C does while no line is typed
   */
  static LineInput open(Completions completions, Optional<Path> history, Runnable onInterrupt)
      throws IOException {
    // JLine would have its own machine code in place of JNA's, which is here anyway.
    System.setProperty(NO_WARNING, Boolean.TRUE.toString());
    // An ignored signal would be ignored by each program that is started; one that is handled is
    // not.
    Terminal terminal =
        TerminalBuilder.builder()
            .name(NAME)
            .system(true)
            .provider("jna")
            .nativeSignals(true)
            .signalHandler(signal -> {})
            .build();
    terminal.handle(Terminal.Signal.INT, signal -> onInterrupt.run());
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName(NAME)
            .terminal(terminal)
            .parser(new DefaultParser())
            .completer(new ShellCompleter(completions))
            .completionMatcher(new AsOffered())
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    if (!Styling.isWelcome()) {
      WITHOUT_COLOUR.forEach(builder::variable);
    }
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    return new TerminalInput(terminal, builder.build());
  }

  @Override
  public Optional<String> next(String prompt) {
    while (true) {
      try {
        // JLine would replace %N and the like.
        return Optional.of(reader.readLine(prompt.replace("%", "%%")));
      } catch (UserInterruptException lineIsDropped) {
        continue;
      } catch (EndOfFileException end) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
