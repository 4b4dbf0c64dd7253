package org.kexshot.cli.repository;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.KeyOptions;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.CopiedView;
import org.kexshot.store.Repository;
import org.kexshot.store.SnapshotCopy;
import org.kexshot.store.manifest.Snapshot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class CopyCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Copy snapshots to another repository, which is made if it is missing.",
          "A copy has an id of its own. That it is exact, the SHA-256 of its image proves. Either"
              + " repository may be encrypted.");

  private final Argument<Path> to =
      arguments.parameter(
          Path.class,
          PositionalParamSpec.builder()
              .index("0")
              .paramLabel("TO")
              .description("The other repository's directory."));

  private final Argument<List<String>> references =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .index("1..*")
              .arity("0..*")
              .paramLabel("ID")
              .description("A snapshot. Default: all that are not there yet."));

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final KeyOptions otherKeys = KeyOptions.ofOther(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final ProgressOption progressOption = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new CopyCommand().arguments.spec();
  }

  private Repository other() throws IOException {
    return otherKeys.isGiven()
        ? Repository.openOrCreate(to.value(), otherKeys)
        : repository.openOrCreate(to.value());
  }

  @Override
  public Integer call() throws IOException {
    Repository from = repository.open();
    Notices notices = new Notices(arguments.err());
    List<Snapshot> snapshots = new ArrayList<>();
    if (references.given().isPresent()) {
      for (String reference : references.value()) {
        snapshots.add(from.find(reference));
      }
    } else {
      from.readSnapshots().problems().forEach(notices);
      snapshots.addAll(from.snapshots());
    }
    SnapshotCopy copy = new SnapshotCopy(from, other());
    try (ProgressLine progress = progressOption.begin("Copying pages")) {
      return output.show(new CopiedView(copy.copy(snapshots, wait.patience(), notices, progress)));
    }
  }
}
