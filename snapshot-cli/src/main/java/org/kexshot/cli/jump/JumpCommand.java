package org.kexshot.cli.jump;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.KeepClockOption;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.report.JumpView;
import org.kexshot.operation.ImageJump;
import picocli.CommandLine.Model.CommandSpec;

public final class JumpCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Jump into what `load` loaded; again as often as wanted, if it comes back.",
          "An image without --preserve-context ends this system: disks are synchronized, but no service"
              + " is stopped and nothing is unmounted.");

  private final Argument<Boolean> noReturn =
      arguments.flag("--no-return", "Jump even if that ends this system.");

  private final WaitOption wait = new WaitOption(arguments);
  private final Argument<Boolean> keepClock = KeepClockOption.of(arguments);
  private final OutputOptions output = new OutputOptions(arguments);

  public static CommandSpec spec() {
    return new JumpCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    ImageJump jump = new ImageJump(noReturn.value(), keepClock.value(), wait.patience());
    return output.show(new JumpView(jump.jump(new Notices(arguments.err()))));
  }
}
