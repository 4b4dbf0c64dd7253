package org.kexshot.cli.derived;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.failure.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Commands that print completion scripts, and one that writes man pages. */
public final class CompletionCommands {
  private CompletionCommands() {}

  /** Completion for bash. */
  public static CommandSpec bash(Supplier<CommandLine> root) {
    return script(root, "bash", BashScript::of);
  }

  /** Completion for zsh, which reads the script of bash. */
  public static CommandSpec zsh(Supplier<CommandLine> root) {
    return script(root, "zsh", BashScript::of);
  }

  /** Completion for fish. */
  public static CommandSpec fish(Supplier<CommandLine> root) {
    return script(root, "fish", FishScript::of);
  }

  private static CommandSpec script(
      Supplier<CommandLine> root, String shell, Function<CommandLine, String> script) {
    return new Script(root, shell, script).arguments.spec();
  }

  /** Writes man pages. */
  public static CommandSpec man(Supplier<CommandLine> root) {
    return new Man(root).arguments.spec();
  }

  private static final class Script implements Callable<Integer> {
    private final Supplier<CommandLine> root;
    private final Function<CommandLine, String> script;
    private final Arguments arguments;

    private Script(Supplier<CommandLine> root, String shell, Function<CommandLine, String> script) {
      this.root = root;
      this.script = script;
      arguments =
          new Arguments(
              this, "Print a script that has %s complete kexshot's commands.".formatted(shell));
    }

    @Override
    public Integer call() {
      PrintWriter out = arguments.out();
      out.print(script.apply(root.get()));
      out.flush();
      return ExitCode.OK.number();
    }
  }

  private static final class Man implements Callable<Integer> {
    private final Supplier<CommandLine> root;

    private final Arguments arguments =
        new Arguments(this, "Write a page of the manual for each command.");

    private final Argument<Path> directory =
        arguments.parameter(
            Path.class,
            PositionalParamSpec.builder()
                .paramLabel("DIR")
                .description("Where to write them, such as /usr/local/share/man/man1."));

    private Man(Supplier<CommandLine> root) {
      this.root = root;
    }

    @Override
    public Integer call() throws IOException {
      Files.createDirectories(directory.value());
      CommandLine commands = root.get();
      String version = commands.getCommandSpec().version()[0];
      List<ManPage> pages = new ArrayList<>();
      DescribedCommand.of(commands).walk(command -> pages.add(new ManPage(command, version)));
      for (ManPage page : pages) {
        Files.writeString(directory.value().resolve(page.file()), page.text());
      }
      return ExitCode.OK.number();
    }
  }
}
