package org.kexshot.cli.shell;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.PrintableWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Reads commands and runs them, on an image that stays open. */
public final class ShellCommand implements Callable<Integer> {
  /** Options that each command gets that has them. */
  private static final List<String> SHARED =
      List.of("--repository", "--key-file", "--passphrase-file");

  private final CommandSource commands;

  private final Arguments arguments =
      new Arguments(
          this,
          "Look into an image that stays open: each line is a command, without kexshot and the image.",
          "Lines are read from the terminal, with completion and history, or from a pipe.");

  private final Argument<String> image =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .index("0")
              .arity("0..1")
              .paramLabel("IMAGE")
              .description(
                  "A snapshot's id or label, @last, @last-N, or a dump file. Default: none until `open`."));

  private final Argument<Boolean> stops =
      arguments.flag("-e", "End at the first command that fails, with its exit code.");

  private final ImageOptions options = new ImageOptions(arguments);

  private ShellCommand(CommandSource commands) {
    this.commands = commands;
  }

  /**
   * Declares the command.
   *
   * @param commands what can be run in the shell
   */
  public static CommandSpec spec(CommandSource commands) {
    return new ShellCommand(commands).arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (KeptImage kept = new KeptImage()) {
      if (image.given().isPresent()) {
        kept.keep(options.request(image.value()), options::repository, options::tell);
      }
      boolean isTyped = System.console() != null;
      ShellSession session = session(kept, isTyped);
      try (LineInput input = isTyped ? typed(session, kept) : new StreamInput(System.in)) {
        return run(session, kept, input);
      }
    }
  }

  private ShellSession session(KeptImage kept, boolean isTyped) {
    // What a script runs must not read the script.
    ProcessBuilder.Redirect input =
        isTyped
            ? ProcessBuilder.Redirect.INHERIT
            : ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());
    return new ShellSession(
        commands,
        kept,
        settings(),
        new ShellStreams(
            new FileOutputStream(FileDescriptor.out),
            new FileOutputStream(FileDescriptor.err),
            input));
  }

  private List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (String name : SHARED) {
      OptionSpec option = arguments.spec().findOption(name);
      Optional.<Object>ofNullable(option.getValue())
          .ifPresent(value -> settings.add(name + "=" + value));
    }
    return settings;
  }

  private LineInput typed(ShellSession session, KeptImage kept) throws IOException {
    Completions completions =
        new Completions(
            new Vocabulary(commands, kept),
            new ImageNames(kept),
            new SnapshotNames(options::repositoryUnasked));
    return TerminalInput.open(completions, history(), session::interrupt);
  }

  private Optional<Path> history() {
    try {
      return Optional.of(HistoryFile.make(System.getenv(), System.getProperty("user.home")));
    } catch (IOException e) {
      new Notices(arguments.err()).accept("lines are not kept: " + e.getMessage());
      return Optional.empty();
    }
  }

  private int run(ShellSession session, KeptImage kept, LineInput input) throws IOException {
    while (!session.isOver()) {
      Optional<String> line = input.next(prompt(kept));
      if (line.isEmpty()) {
        break;
      }
      int code = session.run(line.get());
      if (stops.value() && code != ExitCode.OK.number()) {
        return code;
      }
    }
    return session.lastCode();
  }

  private static String prompt(KeptImage kept) {
    return kept.name()
        .map(name -> "kexshot " + PrintableWriter.line(name) + "> ")
        .orElse("kexshot> ");
  }
}
