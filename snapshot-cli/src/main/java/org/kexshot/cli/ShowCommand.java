package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.SnapshotView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show what is known of a snapshot.")
final class ShowCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "ID",
      description = "An id or its first digits, a label, latest, or latest~N.")
  private String reference;

  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    return output.show(new SnapshotView(repository.open().find(reference)));
  }
}
