package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.SnapshotListView;
import picocli.CommandLine.Model.CommandSpec;

final class ListCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "List the repository's snapshots, oldest first.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  static CommandSpec spec() {
    return new ListCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    return output.show(new SnapshotListView(repository.open().snapshots()));
  }
}
