package org.kexshot.cli.repository;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.repository.DurationConverter;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.VerificationView;
import org.kexshot.store.Repository;
import org.kexshot.store.maintain.Verification;
import org.kexshot.store.maintain.VerifyScope;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class VerifyCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Check a snapshot, or all: what is said of pages, and with --read-data every page.",
          "Ends with code 6 if anything is damaged.");

  private final Argument<String> reference =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .arity("0..1")
              .paramLabel("ID")
              .description("The snapshot. Default: the whole repository."));

  private final Argument<Boolean> chain =
      arguments.flag(
          "--chain",
          "Check the chain of manifests alone, from the snapshot down to the first, and read no page:"
              + " whoever noted an id knows by it all that came before.");

  private final Argument<Boolean> readData =
      arguments.flag(
          "--read-data",
          "Read every stored page and check its hash. Default: check manifests, page maps and the"
              + " indexes of packs.");

  private final Argument<Duration> atMost =
      arguments.option(
          Duration.class,
          OptionSpec.builder("--max-duration")
              .paramLabel("TIME")
              .converters(new DurationConverter())
              .description(
                  "With --read-data, end after the pack at which so much time has passed, such as 90s,"
                      + " 10m or 2h. The next time goes on where this ended."));

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final ProgressOption progressOption = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new VerifyCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Verification result = verify(repository.open());
    return output.show(
        new VerificationView(result),
        result.problems().isEmpty() ? ExitCode.OK : ExitCode.REPOSITORY_DAMAGED);
  }

  private Verification verify(Repository opened) throws IOException {
    if (chain.value()) {
      return opened.verifyChain(
          reference.given().isPresent()
              ? Optional.of(opened.find(reference.value()))
              : Optional.empty());
    }
    VerifyScope scope = scope();
    try (ProgressLine progress = progressOption.begin("Verifying")) {
      return reference.given().isPresent()
          ? opened.verify(opened.find(reference.value()), scope, progress)
          : opened.verifyAll(scope, progress);
    }
  }

  private VerifyScope scope() {
    if (atMost.given().isPresent()) {
      if (!readData.value()) {
        throw arguments.wrong(
            "--max-duration needs --read-data: the rest takes no time to speak of");
      }
      return VerifyScope.dataFor(atMost.value());
    }
    return readData.value() ? VerifyScope.DATA : VerifyScope.STRUCTURE;
  }
}
