package org.kexshot.cli.repository;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.repository.LabelPattern;
import org.kexshot.cli.argument.repository.SharedLabel;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.AddedView;
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
          "Add dumps to the repository: ELF core, kdump-compressed, flattened, LiME, AVML or raw.");

  private final Argument<List<String>> dumps =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .index("0..*")
              .arity("1..*")
              .paramLabel("FILE")
              .description(
                  "A dump; of a split set all files, with commas between. What gzip, xz, zstd or"
                      + " bzip2 packed, a pipe, or - for standard input, is written into the"
                      + " repository's directory, unpacked, until it is stored."));

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
                  "A name for the snapshot, in which {name} is the file's, {stem} that up to its"
                      + " first dot, {n} its number from 1, and {mtime} when it was last written."
                      + " Default: {name}, of - "
                      + STANDARD_INPUT_LABEL
                      + "."));

  private final KernelOptions kernel = KernelOptions.ofImage(arguments);
  private final DescriptionOptions description = new DescriptionOptions(arguments);
  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final ProgressOption progressOption = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new ImportCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<String> given = dumps.value();
    List<SnapshotDescription> described = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      described.add(description.describe(label(given.get(i), i + 1)));
    }
    Repository into = repository.openOrCreate();
    List<Snapshot> added = new ArrayList<>();
    try {
      for (int i = 0; i < given.size(); i++) {
        Snapshot snapshot = add(Image.files(given.get(i)), described.get(i), into);
        added.add(snapshot);
        SnapshotSearch.obstacle(snapshot, into).ifPresent(new Notices(arguments.err()));
        SharedLabel.tell(snapshot, into, new Notices(arguments.err()));
      }
    } catch (IOException | RuntimeException failure) {
      if (!added.isEmpty()) {
        output.show(AddedView.of(added));
      }
      throw failure;
    }
    return output.show(AddedView.of(added));
  }

  /** Of one dump: the pattern is filled in, and what becomes of it must be a label. */
  private String label(String dump, int number) throws IOException {
    Path first = Image.files(dump).get(0);
    if (label.given().isEmpty()) {
      return labelOf(first);
    }
    LabelPattern pattern = new LabelPattern(label.value());
    if (dumps.value().size() > 1 && pattern.isConstant()) {
      throw arguments.wrong(
          "%d dumps would have one label: give a pattern, such as --label '%s-{n}'"
              .formatted(dumps.value().size(), label.value()));
    }
    Optional<Path> file = dump.equals(STANDARD_INPUT) ? Optional.empty() : Optional.of(first);
    String filled;
    try {
      filled = pattern.fill(file, STANDARD_INPUT_LABEL, number);
    } catch (IllegalArgumentException unknown) {
      throw arguments.wrong(unknown.getMessage());
    }
    Optional<String> objection = LabelConverter.objection(filled);
    if (objection.isPresent()) {
      throw arguments.wrong("'%s' makes no label: %s".formatted(dump, objection.get()));
    }
    return filled;
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
    return file.toString().equals(STANDARD_INPUT) || DumpImport.isStream(file);
  }

  /** The lock is taken first, for what is not yet stored lies where only its holder may write. */
  private Snapshot receive(Path file, SnapshotDescription described, Repository into)
      throws IOException {
    boolean standard = file.toString().equals(STANDARD_INPUT);
    String name = standard ? "standard input" : file.toString();
    try (Addition addition = begin(into);
        InputStream stream = standard ? System.in : Files.newInputStream(file);
        ReceivedFile received = DumpImport.receive(stream, name, addition);
        DumpImport dump = DumpImport.open(received, map.given(), kernel.files(), described)) {
      return store(dump, addition);
    }
  }

  private Addition begin(Repository into) throws IOException {
    return into.beginAddition(wait.patience(), new Notices(arguments.err()));
  }

  private Snapshot store(DumpImport dump, Addition addition) throws IOException {
    PrintWriter err = arguments.err();
    try (ProgressLine progress = progressOption.begin("Storing pages")) {
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
