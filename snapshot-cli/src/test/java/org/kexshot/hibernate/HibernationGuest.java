package org.kexshot.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kexshot.capture.CaptureGuest;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;

/**
 * A machine whose system hibernates, whose power goes off, and that is switched on again: each time
 * another QEMU, with the same disks.
 */
final class HibernationGuest implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Lab lab;
  private final GuestSettings settings;
  private final Path disk;
  private Guest guest;

  private HibernationGuest(Lab lab, GuestSettings settings, Path disk, Guest guest) {
    this.lab = lab;
    this.settings = settings;
    this.disk = disk;
    this.guest = guest;
  }

  /**
   * Boots one with two processors, a GiB, a root disk that remembers, and room for all its memory.
   *
   * @param change what the guest is to have otherwise
   */
  static HibernationGuest boot(
      GuestArchitecture architecture, String name, UnaryOperator<GuestSettings> change)
      throws IOException {
    Lab lab = Lab.build(Lab.findProject(), architecture);
    Path directory = CaptureGuest.directory(architecture, name);
    Path disk = directory.resolve("hibernation.img");
    Path root = directory.resolve("root.img");
    Files.deleteIfExists(root);
    copy(lab.rootImage(), root);
    GuestSettings settings =
        change.apply(
            GuestSettings.in(directory)
                .withToolkit(lab.toolkitImage())
                .withRootDisk(root)
                .withSnapshotDisk(disk));
    Lab.createDisk(disk, Math.max(3, (settings.memoryMiB() >> 10) + 1L) << 30);
    return new HibernationGuest(lab, settings, disk, Guest.start(lab, settings));
  }

  /** With its holes: most of a disk is empty. */
  static void copy(Path from, Path to) throws IOException {
    Process process =
        new ProcessBuilder("cp", "--sparse=always", from.toString(), to.toString())
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor()).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a disk was copied", e);
    }
  }

  Lab lab() {
    return lab;
  }

  Guest guest() {
    return guest;
  }

  /** The hibernation disk's file on the host. */
  Path disk() {
    return disk;
  }

  String run(String script) throws IOException {
    return guest.shell().run(script);
  }

  /** Hibernates, and waits until the power is off. */
  void hibernate(String options) throws IOException {
    run(
        "/opt/kexshot/bin/kexshot hibernate --device %s %s >/tmp/hibernate 2>&1 &"
            .formatted(CaptureGuest.DEVICE, options));
    if (!guest.awaitEnd(PATIENCE)) {
      throw new AssertionError(
          "the machine did not end: " + run("cat /tmp/hibernate") + guest.report());
    }
    keepConsole("hibernated");
    guest.close();
  }

  private void keepConsole(String name) throws IOException {
    Files.writeString(guest.consoleFile().resolveSibling(name + ".log"), guest.console());
  }

  /** Switches the machine on, whose system is to be resumed, and waits until that answers. */
  void resume(Path resumingSystem) throws IOException {
    guest = Guest.start(lab, settings.withInitialFileSystem(resumingSystem));
    assertThat(guest.console()).contains("kexshot: resuming ");
  }

  /**
   * Switches the machine on, whose system is to be resumed.
   *
   * @return milliseconds of the guest's clock from where it is said that it is resumed until its
   *     processes run
   */
  long resumeTimed(Path resumingSystem) throws IOException {
    guest = Guest.startUnattended(lab, settings.withInitialFileSystem(resumingSystem));
    PowerTimer timer = new PowerTimer(guest);
    awaitWords("kexshot: resuming ", timer);
    long start = timer.nanos();
    awaitWords("Restarting tasks", timer);
    long end = timer.nanos();
    guest.shell().awaitReady(PATIENCE);
    return (end - start) / 1_000_000;
  }

  private void awaitWords(String words, PowerTimer timer) throws IOException {
    while (!guest.console().contains(words)) {
      assertThat(guest.awaitEnd(Duration.ofMillis(20))).isFalse();
      timer.nanos();
    }
  }

  /** What is done while the machine stands still. */
  interface Look {
    void at(Guest guest) throws IOException;
  }

  /**
   * As {@link #resume}, with a look at the machine before the resumed system's first instruction.
   *
   * @param entry its physical address
   */
  void resume(Path resumingSystem, long entry, Look look) throws IOException {
    guest = Guest.startUnattended(lab, settings.withInitialFileSystem(resumingSystem));
    try (GdbStub debugger = guest.debugger()) {
      assertThat(debugger.runTo(entry, PATIENCE)).contains(0);
      assertThat(guest.console()).contains("kexshot: resuming ");
      look.at(guest);
    }
    guest.shell().awaitReady(PATIENCE);
  }

  /**
   * Switches the machine on, where nothing is to be resumed; all that it says until it ends.
   *
   * @param change what the machine is to have otherwise
   */
  String refuse(Path resumingSystem, UnaryOperator<GuestSettings> change) throws IOException {
    guest =
        Guest.startUnattended(lab, change.apply(settings.withInitialFileSystem(resumingSystem)));
    if (!guest.awaitEnd(PATIENCE)) {
      throw new AssertionError("the machine did not end" + guest.report());
    }
    String console = guest.console();
    keepConsole("refused");
    guest.close();
    assertThat(console).contains("the boot goes on");
    return console;
  }

  /**
   * What resumes this machine's system.
   *
   * @param name of its file
   * @param before a script that it runs before
   */
  Path resumingSystem(String name, String before) throws IOException {
    return ResumingSystem.build(
        lab, settings.runDirectory().resolve(name), Optional.empty(), before);
  }

  /**
   * The command that hibernated has ended well, and the system has its clock and all its memory.
   */
  void isBack() throws IOException {
    run(
        "i=0; until grep -q 'capture kernel is unloaded' /tmp/hibernate; do"
            + " i=$((i+1)); test $i -lt 60 || break; sleep 1; done");
    assertThat(run("cat /tmp/hibernate")).contains("resumed at", "is unloaded");
    assertThat(run("cat /sys/kernel/kexec_loaded /proc/sys/vm/nr_hugepages")).isEqualTo("0\n0\n");
    assertThat(run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }

  /** The root disk's file on the host. */
  Path root() {
    return settings.rootDisk().orElseThrow();
  }

  @Override
  public void close() throws IOException {
    guest.close();
  }
}
