package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.report.RepositoryView;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.CommandSpec;

public final class InitCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Make a repository, or bring one to the newest version of its format.",
          "One that is there is left as it is. `import` and `snap` make one too where there is none.");

  private final Argument<Boolean> upgrade =
      arguments.flag(
          "--upgrade",
          "Write the newest version from now on, which older programs do not read. What is stored"
              + " is not changed.");

  private final Argument<Boolean> encrypt =
      arguments.flag(
          "--encrypt",
          "Make a repository of which everything is encrypted. Its first key is a key file or a"
              + " passphrase; without any of its keys it is lost.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new InitCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Repository opened = encrypt.value() ? repository.createEncrypted() : repository.openOrCreate();
    boolean upgraded = upgrade.value() && opened.upgrade(wait.patience());
    return output.show(
        new RepositoryView(opened.directory(), opened.version(), upgraded, opened.isEncrypted()));
  }
}
