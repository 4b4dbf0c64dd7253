package org.kexshot.lab;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The main job, live in a guest: snapshot, scenario, snapshot, comparison, three searches. Prints
 * each command and what it answers; the first that fails ends it.
 */
public final class Demonstration {
  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final String DEVICE = "/dev/disk/by-id/virtio-snapshot";
  private static final String SCENARIO = "/tmp/visible-changes.sh";

  private final Guest guest;
  private final PrintWriter out;

  private Demonstration(Guest guest, PrintWriter out) {
    this.guest = guest;
    this.out = out;
  }

  /** Boots a guest with the toolkit, shows the round trip in it, and ends it. */
  public static void run(Lab lab, GuestSettings settings, PrintWriter out) throws IOException {
    out.printf(
        "Booting an %s guest; it is emulated, so every step takes its time.%n",
        lab.architecture().kernelName());
    out.flush();
    try (Guest guest = Guest.start(lab, settings)) {
      new Demonstration(guest, out).show(lab.project().resolve("samples/scenarios"));
    }
  }

  private void show(Path scenarios) throws IOException {
    guest.shell().upload(Files.readAllBytes(scenarios.resolve("visible-changes.sh")), SCENARIO);
    step("May this machine jump?", "kexshot check --device " + DEVICE);
    step("Load the capture kernel.", "kexshot capture load --device " + DEVICE);
    step("The first snapshot boots it.", "kexshot snap before");
    step("Something happens.", "sh " + SCENARIO);
    step("The second one enters it again, without a boot.", "kexshot snap after");
    step("What changed?", "kexshot diff before after");
    step("Who has the module?", "kexshot search module:dummy");
    step("Which process is that?", "kexshot search 424242");
    step("Who listens on port 7077?", "kexshot search 7077");
  }

  private void step(String why, String command) throws IOException {
    out.println();
    out.println("# " + why);
    out.println("$ " + command);
    out.flush();
    ExecResult result = guest.shell().exec("PATH=/opt/kexshot/bin:$PATH; " + command, PATIENCE);
    out.print(result.text());
    out.flush();
    if (result.exitCode() != 0) {
      throw new GuestException(
          "`%s` ended with exit code %d: %s%n%s"
              .formatted(command, result.exitCode(), result.errorText(), guest.report()));
    }
  }
}
