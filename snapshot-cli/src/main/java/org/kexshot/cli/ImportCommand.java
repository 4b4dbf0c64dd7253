package org.kexshot.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.AddedView;
import org.kexshot.store.DumpImport;
import org.kexshot.store.Repository;
import org.kexshot.store.Snapshot;
import org.kexshot.store.SnapshotSearch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    description = "Add a dump file to the repository: ELF core, kdump-compressed or flattened.")
final class ImportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "The dump.")
  private Path file;

  @Option(
      names = {"-l", "--label"},
      paramLabel = "LABEL",
      description = "A name for the snapshot. Default: the file's name.")
  private String label;

  @Mixin private DescriptionOptions description;
  @Mixin private RepositoryOption repository;
  @Mixin private OutputOptions output;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Repository into = repository.openOrCreate();
    Snapshot added = add(into);
    new SnapshotSearch(into).update();
    return output.show(new AddedView(added));
  }

  private Snapshot add(Repository into) throws IOException {
    String name = label != null ? label : file.getFileName().toString();
    try (ProgressLine progress =
        new ProgressLine("Storing pages", command.commandLine().getErr())) {
      return new DumpImport(file, description.describe(name)).into(into, progress);
    }
  }
}
