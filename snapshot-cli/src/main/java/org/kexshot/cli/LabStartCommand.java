package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.lab.GuestConsole;
import org.kexshot.lab.Lab;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description =
        "Boot a guest with its console on this terminal; `poweroff` or control-A X ends it.")
final class LabStartCommand implements Callable<Integer> {
  @Mixin private LabGuestOptions guest;

  @Override
  public Integer call() throws IOException {
    Lab lab = guest.lab();
    return GuestConsole.run(lab, guest.settings(lab, "start"));
  }
}
