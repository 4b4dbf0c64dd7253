package org.kexshot.cli.repository;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.argument.repository.DurationConverter;
import org.kexshot.cli.render.report.ForgottenView;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.Maintenance;
import org.kexshot.store.Repository;
import org.kexshot.store.maintain.Forgetting;
import org.kexshot.store.maintain.Retention;
import org.kexshot.store.manifest.SnapshotName;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

public final class ForgetCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Forget snapshots by their ids, or all that no rule keeps.",
          "A forgotten snapshot cannot be opened any more. `prune` then gives back its room.",
          "Of several rules each keeps what it names. Examples:",
          "  kexshot forget before",
          "  kexshot forget --keep-last 10 --keep-tagged release --keep-within 30d --dry-run");

  private final Argument<List<String>> references =
      arguments.parameters(
          String.class,
          PositionalParamSpec.builder()
              .arity("0..*")
              .paramLabel("ID")
              .description("A snapshot: an id or its first digits, a label, @last, or @last-N."));

  private final Argument<Integer> last =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--keep-last")
              .paramLabel("N")
              .converters(WholeNumber.from(1))
              .description("Keep the newest N, as `list` shows them."));

  private final Argument<List<String>> tagged =
      arguments.options(
          String.class,
          OptionSpec.builder("--keep-tagged")
              .paramLabel("TAG")
              .description(
                  "Keep those with this tag, a key or KEY=VALUE; may be given more than once."));

  private final Argument<Duration> within =
      arguments.option(
          Duration.class,
          OptionSpec.builder("--keep-within")
              .paramLabel("PERIOD")
              .converters(new DurationConverter())
              .description(
                  "Keep those that were taken at most so long before the newest, such as 12h, 30d,"
                      + " 2w or 1y6w."));

  private final Argument<Boolean> all =
      arguments.flag("--all", "Go on even if the rules keep no snapshot.");

  private final Argument<Boolean> dryRun =
      arguments.flag("--dry-run", "Show what would be forgotten, and forget nothing.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new ForgetCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    List<String> named = references.given().orElse(List.of());
    Retention rules =
        new Retention(last.given().orElse(0), tagged.given().orElse(List.of()), within.given());
    if (named.isEmpty() == rules.isEmpty()) {
      throw arguments.wrong(
          named.isEmpty()
              ? "name snapshots, or give a rule such as --keep-last by which others are kept"
              : "name snapshots or give rules by which others are kept, not both");
    }
    Repository opened = repository.open();
    Forgetting.Choice choice;
    try (Maintenance maintenance = opened.beginMaintenance(wait.patience())) {
      Forgetting forgetting = maintenance.forgetting();
      choice = named.isEmpty() ? forgetting.notKept(rules) : forgetting.named(named);
      if (named.isEmpty() && choice.kept() == 0 && !choice.forgotten().isEmpty() && !all.value()) {
        throw arguments.wrong(
            "these rules keep no snapshot at all; nothing was forgotten. Give --all if that is meant");
      }
      if (!dryRun.value()) {
        forgetting.forget(choice);
      }
    }
    if (!dryRun.value()) {
      removeFromIndex(choice, opened);
    }
    return output.show(new ForgottenView(choice, dryRun.value()));
  }

  /** A search does so by itself, so that a failure here harms nothing. */
  private void removeFromIndex(Forgetting.Choice choice, Repository opened) {
    Notices notices = new Notices(arguments.err());
    Set<String> ids = choice.forgotten().stream().map(SnapshotName::id).collect(Collectors.toSet());
    try {
      new SnapshotSearch(opened, notices).remove(ids);
    } catch (IOException | RuntimeException failure) {
      notices.accept(
          "the snapshots are forgotten; the search index is to be brought up to date by the next"
              + " search: "
              + failure.getMessage());
    }
  }
}
