package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.lab.Demonstration;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Show the live round trip in a guest: snapshot, changes, snapshot, comparison, searches.")
final class LabDemoCommand implements Callable<Integer> {
  @Mixin private LabGuestOptions guest;
  @Spec private CommandSpec command;

  @Override
  public Integer call() throws IOException {
    Lab lab = guest.lab();
    Demonstration.run(lab, guest.settings(lab, "demo"), command.commandLine().getOut());
    return ExitCode.OK.number();
  }
}
