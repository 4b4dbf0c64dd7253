package org.kexshot.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.kexshot.io.AtExit;
import org.kexshot.qemu.Qmp;

/**
 * One running machine. It ends with {@link #close}, and with this Java process. Its root disk
 * forgets what was written.
 */
public final class Guest implements AutoCloseable {
  private static final Duration SOCKETS = Duration.ofSeconds(30);

  /** How long QEMU may take to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final GuestArchitecture architecture;
  private final GuestSettings settings;
  private final GuestSockets sockets;
  private final Process qemu;
  private final AtExit guard;
  private GuestShell shell;
  private Qmp qmp;

  private Guest(
      GuestArchitecture architecture, GuestSettings settings, GuestSockets sockets, Process qemu) {
    this.architecture = architecture;
    this.settings = settings;
    this.sockets = sockets;
    this.qemu = qemu;
    this.guard = AtExit.run(this::kill);
  }

  private void kill() throws IOException, InterruptedException {
    qemu.destroyForcibly();
    qemu.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    sockets.close();
  }

  /**
   * Boots a guest and waits until it runs commands: some seconds.
   *
   * @throws GuestException when it does not get there; the message holds the end of its console
   */
  public static Guest start(Lab lab, GuestSettings settings) throws IOException {
    Guest guest = startUnattended(lab, settings);
    try {
      guest.shell.awaitReady(settings.bootTimeout());
      return guest;
    } catch (IOException e) {
      String report = guest.report();
      guest.close();
      throw new GuestException("the guest did not come up: " + e.getMessage() + report, e);
    }
  }

  /**
   * Switches a guest on, and waits for nothing that runs in it.
   *
   * @throws GuestException when QEMU does not get so far
   */
  public static Guest startUnattended(Lab lab, GuestSettings settings) throws IOException {
    Path directory = settings.runDirectory();
    Files.createDirectories(directory);
    GuestSockets sockets = GuestSockets.create();
    Path console = directory.resolve("console.log");
    Files.deleteIfExists(console);
    ProcessBuilder builder =
        new ProcessBuilder(new QemuCommand(lab, settings).driven(sockets, console))
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu.log").toFile());
    // What the guest writes to its root disk goes to a nameless file in there.
    builder.environment().put("TMPDIR", directory.toAbsolutePath().toString());
    Guest guest = null;
    try {
      guest = new Guest(lab.architecture(), settings, sockets, builder.start());
      guest.connect();
      return guest;
    } catch (IOException e) {
      if (guest == null) {
        sockets.close();
        throw e;
      }
      String report = guest.report();
      guest.close();
      throw new GuestException("the guest did not come up: " + e.getMessage() + report, e);
    }
  }

  private void connect() throws IOException {
    long deadline = System.nanoTime() + SOCKETS.toNanos();
    // QEMU makes its sockets in the order of its command line; the debugger's is the last.
    while (!Files.exists(sockets.gdb())) {
      if (!qemu.isAlive() || System.nanoTime() > deadline) {
        throw new GuestException("QEMU did not open its sockets");
      }
      pause(Duration.ofMillis(20));
    }
    shell = GuestShell.connect(sockets.shell());
    qmp = Qmp.connect(sockets.qmp());
  }

  /** Runs commands in the guest. */
  public GuestShell shell() {
    return shell;
  }

  /** Steers QEMU. */
  public Qmp qmp() {
    return qmp;
  }

  /** The socket of QEMU's machine protocol for another client than this one. */
  public Path outsideSocket() {
    return sockets.outside();
  }

  /**
   * Attaches a debugger, which pauses the guest until told otherwise; close it to let the guest go
   * on freely.
   */
  public GdbStub debugger() throws IOException {
    return GdbStub.connect(sockets.gdb(), architecture.registers());
  }

  /** Whether QEMU runs; it ends when the guest powers off, reboots or panics. */
  public boolean isAlive() {
    return qemu.isAlive();
  }

  /** Waits until the guest has ended by itself; whether it did in time. */
  public boolean awaitEnd(Duration timeout) throws IOException {
    try {
      return qemu.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while waiting for the guest's end", e);
    }
  }

  /** All that the guest's kernels wrote to the console so far. */
  public String console() throws IOException {
    Path file = consoleFile();
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }

  /** Where the console is kept; the file outlives the guest. */
  public Path consoleFile() {
    return settings.runDirectory().resolve("console.log");
  }

  /**
   * For a message about something that went wrong in the guest: the ends of its logs and where all
   * of them are.
   */
  public String report() throws IOException {
    String qemuLog = Files.readString(settings.runDirectory().resolve("qemu.log"));
    return String.format(
        "%n%s%sThe end of %s:%n%s",
        qemu.isAlive() ? "" : "QEMU has ended. ",
        qemuLog.isBlank() ? "" : "QEMU says: " + qemuLog.strip() + System.lineSeparator(),
        consoleFile().toAbsolutePath(),
        end(console(), 15));
  }

  private static String end(String text, int count) {
    List<String> lines = text.lines().toList();
    return String.join(
        System.lineSeparator(), lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }

  private static void pause(Duration duration) throws GuestException {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted while a guest started", e);
    }
  }

  /**
   * Ends the guest as if the power failed. Disks that it has on the host keep what was written to
   * them.
   */
  @Override
  public void close() throws IOException {
    // In this order: a process that is ending waits for the guard, and so for the sockets' end.
    try (guard;
        sockets) {
      qemu.destroy();
      if (!awaitEnd(PATIENCE)) {
        qemu.destroyForcibly();
        awaitEnd(PATIENCE);
      }
      if (shell != null) {
        shell.close();
      }
      if (qmp != null) {
        qmp.close();
      }
    }
  }
}
