package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProgressOption;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.cli.render.ProgressLine;
import org.kexshot.cli.render.report.RepairView;
import org.kexshot.store.Maintenance;
import org.kexshot.store.maintain.Repair;
import picocli.CommandLine.Model.CommandSpec;

public final class RepairCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Make a damaged repository whole again, as far as it can be.",
          "Packs get their index from their blocks, and lost blocks from other packs that hold the same"
              + " pages. Caches are deleted. What is in the way, or belongs to nothing, is moved to"
              + " unreached/, and nothing else is deleted. Ends with code 6 if damage is left.");

  private final Argument<Boolean> forgetDamaged =
      arguments.flag(
          "--forget-damaged",
          "Forget the snapshots that cannot be read whole. Default: name them.");

  private final Argument<Boolean> dryRun =
      arguments.flag("--dry-run", "Show what would be done, and change nothing.");

  private final RepositoryOption repository = new RepositoryOption(arguments);
  private final WaitOption wait = new WaitOption(arguments);
  private final ProgressOption progressOption = new ProgressOption(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new RepairCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Repair repair;
    try (Maintenance maintenance = repository.open().beginMaintenance(wait.patience());
        ProgressLine progress = progressOption.begin("Reading packs")) {
      repair = maintenance.repair(forgetDamaged.value(), dryRun.value(), progress);
    }
    return output.show(
        new RepairView(repair), repair.isWhole() ? ExitCode.OK : ExitCode.REPOSITORY_DAMAGED);
  }
}
