package org.kexshot.cli.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.lab.Demonstration;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.CommandSpec;

public final class LabDemoCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Show the live round trip in a guest: snapshot, changes, snapshot, comparison, searches.");

  private final LabGuestOptions guest = new LabGuestOptions(arguments);

  public static CommandSpec spec() {
    return new LabDemoCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Lab lab = guest.lab();
    Demonstration.run(lab, guest.settings(lab, "demo"), arguments.out());
    return ExitCode.OK.number();
  }
}
