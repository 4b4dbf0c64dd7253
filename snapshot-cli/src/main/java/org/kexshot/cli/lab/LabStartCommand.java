package org.kexshot.cli.lab;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.lab.GuestConsole;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Model.CommandSpec;

public final class LabStartCommand implements Callable<Integer> {
  private final Arguments arguments =
      new Arguments(
          this,
          "Boot a guest with its console on this terminal; `poweroff` or control-A X ends it.");

  private final LabGuestOptions guest = new LabGuestOptions(arguments);

  public static CommandSpec spec() {
    return new LabStartCommand().arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    Lab lab = guest.lab();
    return GuestConsole.run(lab, guest.settings(lab, "start"));
  }
}
