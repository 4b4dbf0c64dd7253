package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.VerificationView;
import org.kexshot.store.Repository;
import org.kexshot.store.Verification;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Read every stored page of a snapshot, or of all, and check every hash.",
      "Ends with code 6 if anything is damaged."
    })
final class VerifyCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "ID",
      description = "The snapshot. Default: the whole repository.")
  private String reference;

  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Verification result = verify(repository.open());
    return output.show(
        new VerificationView(result),
        result.problems().isEmpty() ? ExitCode.OK : ExitCode.REPOSITORY_DAMAGED);
  }

  private Verification verify(Repository opened) throws IOException {
    try (ProgressLine progress = new ProgressLine("Verifying", command.commandLine().getErr())) {
      return reference == null
          ? opened.verifyAll(progress)
          : opened.verify(opened.find(reference), progress);
    }
  }
}
