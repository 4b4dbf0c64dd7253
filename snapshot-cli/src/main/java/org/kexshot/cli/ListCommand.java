package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.SnapshotListView;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the repository's snapshots, oldest first.")
final class ListCommand implements Callable<Integer> {
  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    return output.show(new SnapshotListView(repository.open().snapshots()));
  }
}
