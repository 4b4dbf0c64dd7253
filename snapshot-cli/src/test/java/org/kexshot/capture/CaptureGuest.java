package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.kexshot.lab.CommandClient;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;

/** A guest with the toolkit and a snapshot disk, in which the tests of capturing run. */
public final class CaptureGuest implements AutoCloseable {
  public static final String DEVICE = "/dev/disk/by-id/virtio-snapshot";
  static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String KEXSHOT = "/opt/kexshot/bin/kexshot ";

  private final Lab lab;
  private final Guest guest;
  private final Path disk;
  private Optional<CommandClient> served = Optional.empty();

  private CaptureGuest(Lab lab, Guest guest, Path disk) {
    this.lab = lab;
    this.guest = guest;
    this.disk = disk;
  }

  /**
   * Boots one with two processors and a GiB.
   *
   * @param change what the guest is to have otherwise
   */
  public static CaptureGuest boot(
      GuestArchitecture architecture, String name, UnaryOperator<GuestSettings> change)
      throws IOException {
    Lab lab = Lab.build(Lab.findProject(), architecture);
    Path directory = directory(architecture, name);
    Path disk = directory.resolve("snapshot.img");
    Lab.createDisk(disk, 1L << 30);
    GuestSettings settings =
        GuestSettings.in(directory).withToolkit(lab.toolkitImage()).withSnapshotDisk(disk);
    return new CaptureGuest(lab, Guest.start(lab, change.apply(settings)), disk);
  }

  /** Where a guest of that name keeps its files. */
  public static Path directory(GuestArchitecture architecture, String name) throws IOException {
    Path directory = Path.of("target/lab", name + "-" + architecture.kernelName());
    return Files.createDirectories(directory).toAbsolutePath();
  }

  public Guest guest() {
    return guest;
  }

  /** The snapshot disk's file on the host. */
  public Path disk() {
    return disk;
  }

  /** Standard output of a script that must succeed. */
  public String run(String script) throws IOException {
    return guest.shell().run(script);
  }

  /** Puts a file of {@link Lab#planted} into the guest's {@code /tmp}. */
  public void plant(String file) throws IOException {
    guest.shell().upload(Files.readAllBytes(lab.planted().resolve(file)), "/tmp/" + file);
  }

  /** Address of a symbol of the guest's kernel. */
  public long symbol(String name) throws IOException {
    String line = run("grep ' " + name + "$' /proc/kallsyms");
    return Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16);
  }

  /** From now on one process runs all commands, as {@link CommandClient} says. */
  public void serveCommands() throws IOException {
    if (served.isEmpty()) {
      served = Optional.of(CommandClient.start(guest));
    }
  }

  /** Runs {@code kexshot} with these arguments, as the guest's shell reads them. */
  public ExecResult kexshot(String arguments) throws IOException {
    return served.isPresent() ? served.get().exec(arguments, PATIENCE) : process(arguments);
  }

  /** As {@link #kexshot}, in a process of its own. */
  public ExecResult process(String arguments) throws IOException {
    return guest.shell().exec(KEXSHOT + arguments, PATIENCE);
  }

  /** Standard output of {@code kexshot}, which must end with code 0. */
  public String succeed(String arguments) throws IOException {
    ExecResult result = kexshot(arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError(
          "kexshot %s: exit code %d%n%s%s%n%s"
              .formatted(
                  arguments, result.exitCode(), result.text(), result.errorText(), guest.report()));
    }
    return result.text();
  }

  /** As {@link #succeed}, of a command that prints JSON. */
  public JsonNode json(String arguments) throws IOException {
    return new ObjectMapper().readTree(succeed(arguments + " --json"));
  }

  /** Runs {@code kexshot}, which must fail so. */
  public void fails(int exitCode, String message, String arguments) throws IOException {
    ended(kexshot(arguments), exitCode, message);
  }

  /** That a command has failed so. */
  public static void ended(ExecResult result, int exitCode, String message) {
    assertThat(result.exitCode()).as("%s%s", result.text(), result.errorText()).isEqualTo(exitCode);
    assertThat(result.errorText()).contains(message).doesNotContain("\tat ");
  }

  /** Starts a process that counts, by which {@link #aliveWithoutAGap} sees whether it goes on. */
  public void startCounter() throws IOException {
    run("(i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done) >/tmp/counter 2>&1 &");
  }

  public void aliveWithoutAGap() throws IOException {
    List<String> counter = run("sleep 1; cat /tmp/counter").lines().toList();
    for (int i = 0; i < counter.size(); i++) {
      assertThat(counter.get(i)).isEqualTo(Integer.toString(i));
    }
  }

  /** How often the machine was stopped so far. */
  public String jumps() throws IOException {
    return run("dmesg | grep -c 'Restarting tasks' || true");
  }

  public void nothingIsLent() throws IOException {
    assertThat(run("cat /proc/sys/vm/nr_hugepages; grep -c . /proc/sysvipc/shm"))
        .as("huge pages, and lines about shared memory: the heading")
        .isEqualTo("0\n1\n");
  }

  /** No word of text is on a device, in the first MiB of a dump and in some behind it. */
  public void holdsNothing(String device) throws IOException {
    assertThat(
            run(
                "dd if=%s bs=1M skip=1 count=16 iflag=direct 2>/dev/null | strings -n 8 | head -n 3"
                    .formatted(device)))
        .isEmpty();
  }

  @Override
  public void close() throws IOException {
    guest.close();
  }
}
