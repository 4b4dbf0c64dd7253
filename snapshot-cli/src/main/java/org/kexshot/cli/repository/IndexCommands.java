package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.IndexView;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.operation.compare.SuccessiveComparisons;
import org.kexshot.store.Repository;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about the search index, which is derived from the snapshots and can be deleted. */
public final class IndexCommands {
  private IndexCommands() {}

  /** {@code index status}. */
  public static CommandSpec status() {
    return new Status().arguments.spec();
  }

  /** {@code index update}. */
  public static CommandSpec update() {
    return new Update().arguments.spec();
  }

  /** {@code index rebuild}. */
  public static CommandSpec rebuild() {
    return new Rebuild().arguments.spec();
  }

  private static final class Status implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(this, "Say what the search index holds, and which snapshots it lacks.");
    private final RepositoryOption repository = new RepositoryOption(arguments);
    private final OutputOptions output = new OutputOptions(arguments);

    @Override
    public Integer call() throws IOException {
      SnapshotSearch search = new SnapshotSearch(repository.open(), new Notices(arguments.err()));
      return output.show(new IndexView(search.status()));
    }
  }

  private static final class Update implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(
            this,
            "Add to the search index the snapshots that it lacks, so that the next search need"
                + " not.");
    private final Argument<Boolean> compare =
        arguments.flag(
            "--compare",
            "Compare each snapshot with the one before it, too: a search finds what changed then,"
                + " and `diff` of the two answers at once.");
    private final RepositoryOption repository = new RepositoryOption(arguments);
    private final ProgressOption progress = new ProgressOption(arguments);
    private final OutputOptions output = new OutputOptions(arguments);

    @Override
    public Integer call() throws IOException {
      Repository opened = repository.open();
      Notices notices = new Notices(arguments.err());
      if (compare.value()) {
        try (ProgressLine line = progress.begin("Comparing snapshots")) {
          new SuccessiveComparisons(opened, notices).make(line::objects);
        }
      }
      SnapshotSearch search = new SnapshotSearch(opened, notices);
      search.update();
      return output.show(new IndexView(search.status()));
    }
  }

  private static final class Rebuild implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(
            this,
            "Make the search index again from all snapshots.",
            "A search adds what the index lacks by itself; if this is interrupted, it goes on.");
    private final RepositoryOption repository = new RepositoryOption(arguments);
    private final OutputOptions output = new OutputOptions(arguments);

    @Override
    public Integer call() throws IOException {
      SnapshotSearch search = new SnapshotSearch(repository.open(), new Notices(arguments.err()));
      search.rebuild();
      return output.show(new IndexView(search.status()));
    }
  }
}
