package org.kexshot.cli.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.DescriptionOptions;
import org.kexshot.cli.argument.ImageOptions;
import org.kexshot.cli.argument.KernelOptions;
import org.kexshot.cli.argument.LabelConverter;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressLine;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.report.AddedView;
import org.kexshot.io.FileRegion;
import org.kexshot.operation.DumpImport;
import org.kexshot.operation.Image;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.Addition;
import org.kexshot.store.ReceivedFile;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class ImportCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final String STANDARD_INPUT_LABEL = "standard-input";

  private final Arguments arguments =
      new Arguments(
          this,
          "Add a dump to the repository: ELF core, kdump-compressed, flattened, LiME, AVML or raw.");

  private final Argument<String> file =
      arguments.parameter(
          String.class,
          PositionalParamSpec.builder()
              .paramLabel("FILE")
              .description(
                  "The dump; of a split set all files, with commas between. A pipe, or - for standard"
                      + " input, is written into the repository's directory until it is stored."));

  private final Argument<Path> map =
      arguments.option(
          Path.class,
          OptionSpec.builder("--map")
              .paramLabel("FILE")
              .description("Take the dump for a raw image of this memory map."));

  private final Argument<String> label =
      arguments.option(
          String.class,
          OptionSpec.builder("-l", "--label")
              .paramLabel("LABEL")
              .converters(new LabelConverter())
              .description(
                  "A name for the snapshot. Default: the file's name, of - "
                      + STANDARD_INPUT_LABEL
                      + "."));

  private final KernelOptions kernel = KernelOptions.ofImage(arguments);
  private final DescriptionOptions description = new DescriptionOptions(arguments);
  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new ImportCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<Path> files = Image.files(file.value());
    SnapshotDescription described =
        description.describe(label.given().orElseGet(() -> labelOf(files.get(0))));
    Repository into = repository.openOrCreate();
    Snapshot added = add(files, described, into);
    int code = output.show(new AddedView(added));
    SnapshotSearch.obstacle(added, into).ifPresent(new Notices(arguments.err()));
    return code;
  }

  private Snapshot add(List<Path> files, SnapshotDescription described, Repository into)
      throws IOException {
    if (files.size() == 1 && isStream(files.get(0))) {
      return receive(files.get(0), described, into);
    }
    try (DumpImport dump = DumpImport.open(files, map.given(), kernel.files(), described);
        Addition addition = begin(into)) {
      return store(dump, addition);
    }
  }

  private boolean isStream(Path file) throws IOException {
    return file.toString().equals(STANDARD_INPUT) || FileRegion.isPipe(file);
  }

  /** The lock is taken first, for what is not yet stored lies where only its holder may write. */
  private Snapshot receive(Path file, SnapshotDescription described, Repository into)
      throws IOException {
    boolean standard = file.toString().equals(STANDARD_INPUT);
    try (Addition addition = begin(into);
        InputStream stream = standard ? System.in : Files.newInputStream(file);
        ReceivedFile received =
            addition.receive(stream, standard ? "standard input" : file.toString());
        DumpImport dump = DumpImport.open(received, map.given(), kernel.files(), described)) {
      return store(dump, addition);
    }
  }

  private Addition begin(Repository into) throws IOException {
    return into.beginAddition(wait.patience(), new Notices(arguments.err()));
  }

  private Snapshot store(DumpImport dump, Addition addition) throws IOException {
    PrintWriter err = arguments.err();
    try (ProgressLine progress = new ProgressLine("Storing pages")) {
      ImageOptions.warn(dump.problems(), err);
      dump.tell(remark -> ImageOptions.warn(List.of(remark), err));
      return dump.into(addition, progress);
    }
  }

  private String labelOf(Path file) {
    if (file.toString().equals(STANDARD_INPUT)) {
      return STANDARD_INPUT_LABEL;
    }
    String name = Objects.toString(file.getFileName(), "");
    Optional<String> objection = LabelConverter.objection(name);
    if (objection.isPresent()) {
      throw arguments.wrong(
          "'%s' names no label for the snapshot: %s; give one with --label"
              .formatted(file, objection.get()));
    }
    return name;
  }
}
