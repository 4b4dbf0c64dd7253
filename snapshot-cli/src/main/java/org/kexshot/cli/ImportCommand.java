package org.kexshot.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.AddedView;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFiles;
import org.kexshot.format.raw.MemoryMap;
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
    description =
        "Add a dump to the repository: ELF core, kdump-compressed, flattened, LiME, AVML or raw.")
final class ImportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description = "The dump; of a split set all files, with commas between.")
  private String file;

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "Take the dump for a raw image of this memory map.")
  private Path map;

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
    PrintWriter err = command.commandLine().getErr();
    List<Path> files = Image.files(file);
    String name = label != null ? label : files.get(0).getFileName().toString();
    try (Dump dump =
            map == null
                ? DumpFiles.open(files)
                : DumpFiles.open(files.get(0), MemoryMap.read(map));
        ProgressLine progress = new ProgressLine("Storing pages", err)) {
      Image.warn(dump, err);
      return new DumpImport(dump, files, description.describe(name)).into(into, progress);
    }
  }
}
