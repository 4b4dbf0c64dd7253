package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.render.report.SnapshotListView;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.CommandSpec;

public final class ListCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(this, "List the repository's snapshots, oldest first.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final OutputOptions output = OutputOptions.ofList(arguments);

  public static CommandSpec spec() {
    return new ListCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Repository opened = repository.open();
    return output.show(
        output.isJson()
            ? SnapshotListView.of(opened.readSnapshots())
            : SnapshotListView.of(opened.outlines()));
  }
}
