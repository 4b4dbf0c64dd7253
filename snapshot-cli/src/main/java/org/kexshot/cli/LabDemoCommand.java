package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.lab.Demonstration;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.CommandSpec;

final class LabDemoCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Show the live round trip in a guest: snapshot, changes, snapshot, comparison, searches.");

  private final LabGuestOptions guest = new LabGuestOptions(arguments);

  static CommandSpec spec() {
    return new LabDemoCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Lab lab = guest.lab();
    Demonstration.run(lab, guest.settings(lab, "demo"), arguments.out());
    return ExitCode.OK.number();
  }
}
