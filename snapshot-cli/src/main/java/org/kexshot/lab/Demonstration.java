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
    Path kept = settings.runDirectory();
    Path dump = settings.snapshotDisk().orElseThrow();
    out.printf(
        "%nShown: two snapshots of a running machine, what changed between them, and searches in both.%n"
            + "The guest has ended, and its repository with it. %s keeps the second snapshot as a dump in%n"
            + "%s, and in console.log what the guest's kernels said.%n"
            + "Next: `./kexshot ps %s/%2$s` and other commands look into it; `./kexshot lab start`%n"
            + "boots a guest of your own; README.md has the steps on a real machine.%n",
        kept, dump.getFileName(), kept);
    out.flush();
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
    step("A dump outlasts the guest.", "kexshot export after " + DEVICE);
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
