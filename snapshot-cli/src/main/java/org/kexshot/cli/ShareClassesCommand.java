package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.operation.Toolkit;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

final class ShareClassesCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Make every later start faster: archive the toolkit's classes for this machine's Java.",
          "To be repeated when Java or the toolkit was updated; until then the archive is ignored.");

  private final Argument<Path> dump =
      arguments.parameter(
          Path.class,
          PositionalParamSpec.builder()
              .arity("0..1")
              .paramLabel("FILE")
              .description(
                  "A dump to practise on: what looks into images then starts faster still."));

  private final Argument<Path> list =
      arguments.option(
          Path.class,
          OptionSpec.builder("--list")
              .paramLabel("FILE")
              .description("Write the list of classes, for another machine's Java, in its place."));

  static CommandSpec spec() {
    return new ShareClassesCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    ClassArchive archive = new ClassArchive(Toolkit.home().resolve("lib"), dump.given());
    if (list.given().isPresent()) {
      archive.writeList(list.value());
    } else {
      archive.write();
    }
    return ExitCode.OK.number();
  }
}
