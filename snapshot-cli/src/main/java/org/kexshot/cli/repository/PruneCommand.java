package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.PrunedView;
import org.kexshot.store.Maintenance;
import org.kexshot.store.maintain.PrunePlan;
import org.kexshot.store.maintain.Pruning;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

public final class PruneCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Give back the room of what no snapshot needs any more.",
          "Files of forgotten snapshots are deleted, and those in unreached/. A pack of which enough"
              + " is not needed is stored again without that. Nothing is touched if a manifest, a page"
              + " map or a pack that snapshots need cannot be read.");

  private final Argument<Integer> maxUnused =
      arguments.option(
          Integer.class,
          OptionSpec.builder("--max-unused")
              .paramLabel("PERCENT")
              .converters(new WholeNumber(0, 100))
              .defaultValue("20")
              .description(
                  "Leave a pack as it is if less than this share of its bytes is not needed. Default:"
                      + " ${DEFAULT-VALUE}."));

  private final Argument<Boolean> despiteLoss =
      arguments.flag(
          "--despite-loss",
          "Go on although manifests are missing that were not forgotten, and give up what came with"
              + " them.");

  private final Argument<Boolean> dryRun =
      arguments.flag("--dry-run", "Show what would be given back, and change nothing.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final ProgressOption progressOption = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new PruneCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Pruning.Result result;
    try (Maintenance maintenance = repository.open().beginMaintenance(wait.patience());
        ProgressLine progress = progressOption.begin("Rewriting packs")) {
      PrunePlan plan = maintenance.planPruning(maxUnused.value(), despiteLoss.value());
      result = dryRun.value() ? Pruning.Result.expected(plan) : maintenance.prune(plan, progress);
    }
    return output.show(new PrunedView(result, dryRun.value()));
  }
}
