package org.kexshot.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.qemu.Qmp;
import org.kexshot.qemu.UnixSocket;

/**
 * How long a guest stands still: by a capture kernel, in memory, and by QEMU's own means, seen from
 * outside, by the host's clock, and from inside; beside a plain copy of as many bytes in the same
 * guest. Prints a table; {@code docs/benchmarks/pause.sh} runs it.
 *
 * <pre>
 *   PauseBenchmark ARCHITECTURE PROCESSORS DUMP-LEVEL...
 * </pre>
 */
public final class PauseBenchmark {
  private static final int REPETITIONS = 3;
  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final String DEVICE = "/dev/disk/by-id/virtio-snapshot";

  /** {@code tsc: Detected 2399.998 MHz processor}. */
  private static final Pattern FREQUENCY = Pattern.compile("tsc: Detected ([0-9.]+) MHz");

  private final Guest guest;
  private final Beats beats;

  private PauseBenchmark(Guest guest, Beats beats) {
    this.guest = guest;
    this.beats = beats;
  }

  public static void main(String[] arguments) throws IOException {
    GuestArchitecture architecture =
        GuestArchitecture.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    Lab lab = Lab.build(Lab.findProject(), architecture);
    Path directory = Files.createTempDirectory("kexshot-pause");
    Path disk = directory.resolve("snapshot.img");
    Path port = directory.resolve("beats");
    Path memory = directory.resolve("memory");
    Lab.createDisk(disk, 1L << 30);
    GuestSettings settings =
        GuestSettings.in(directory)
            .withProcessors(Integer.parseInt(arguments[1]))
            .withToolkit(lab.toolkitImage())
            .withSnapshotDisk(disk)
            .withQemuOptions(
                "-chardev",
                "socket,server=on,wait=off,id=beats,path=" + port,
                "-device",
                "isa-debugcon,chardev=beats,iobase=" + Heartbeat.PORT);
    try (Guest guest = Guest.start(lab, settings)) {
      try (Beats beats = new Beats(port)) {
        PauseBenchmark benchmark = new PauseBenchmark(guest, beats);
        benchmark.prepare();
        for (int i = 2; i < arguments.length; i++) {
          benchmark.snapshots(arguments[i]);
        }
        benchmark.withExchange(arguments[2]);
        benchmark.byQemu(memory);
      }
    } finally {
      // What the guest's memory held; its logs stay.
      Files.deleteIfExists(disk);
      Files.deleteIfExists(memory);
    }
  }

  private void prepare() throws IOException {
    guest
        .shell()
        .run(
            """
            mkdir -p /srv
            head -c 60000000 /dev/urandom >/srv/file
            java -cp '/opt/kexshot/lib/*' org.kexshot.lab.Heartbeat >/tmp/heartbeat 2>&1 &
            sleep 5
            """);
    System.out.println(
        "| | Outside, ms | Inside, ms | Of it B's agent, ms | Pages kept | Deciding and copying, ms"
            + " | Plain copy, ms |");
    System.out.println("|---|---|---|---|---|---|---|");
  }

  private void snapshots(String level) throws IOException {
    kexshot("capture load --device " + DEVICE);
    snapshot("level " + level + ", first jump", level, "kernel");
    for (int i = 0; i < REPETITIONS; i++) {
      snapshot("level " + level + ", re-entry", level, "kernel");
    }
    kexshot("capture unload");
    for (int i = 0; i < REPETITIONS; i++) {
      snapshot("level " + level + ", in memory", level, "memory");
    }
  }

  /** What the exchange of all of B's pages takes that need none where A lends them. */
  private void withExchange(String level) throws IOException {
    kexshot("capture load --exchange --device " + DEVICE);
    String name = "level " + level + ", all of B exchanged, ";
    snapshot(name + "first jump", level, "kernel");
    for (int i = 0; i < REPETITIONS; i++) {
      snapshot(name + "re-entry", level, "kernel");
    }
    kexshot("capture unload");
  }

  private void snapshot(String name, String level, String method) throws IOException {
    beats.begin();
    JsonNode taken =
        new ObjectMapper()
            .readTree(kexshot("snap pause --json --dump-level " + level + " --method " + method));
    long outside = beats.longestGap();
    JsonNode figures = taken.get("figures");
    long pages = figures.get("pages.kept").asLong();
    String copying =
        figures.has("cycles.copy")
            ? "%.0f".formatted(figures.get("cycles.copy").asLong() / 1e3 / megahertz())
            : "";
    String agent =
        figures.has("ms.write")
            ? Long.toString(
                figures.get("ms.until-begun").asLong()
                    + figures.get("ms.filter").asLong()
                    + figures.get("ms.write").asLong())
            : "";
    row(name, outside, taken.get("pauseMillis").asText(), agent, pages, copying, plainCopy(pages));
    guest.shell().run("rm -rf /var/lib/kexshot");
  }

  private void byQemu(Path file) throws IOException {
    Qmp qmp = guest.qmp();
    for (int i = 0; i < REPETITIONS; i++) {
      beats.begin();
      qmp.stop();
      qmp.cont();
      row("QEMU: stop, cont", settledGap(), "", "", 0, "", "");
    }
    for (Qmp.DumpFormat format :
        new Qmp.DumpFormat[] {Qmp.DumpFormat.ELF, Qmp.DumpFormat.KDUMP_ZLIB}) {
      for (int i = 0; i < REPETITIONS; i++) {
        beats.begin();
        qmp.dumpGuestMemory(file, format);
        row("QEMU: dump-guest-memory, " + format, settledGap(), "", "", 0, "", "");
        Files.delete(file);
      }
    }
  }

  /** The longest gap, once the guest is seen to run again. */
  private long settledGap() throws IOException {
    guest.shell().run("sleep 1");
    return beats.longestGap();
  }

  /** Milliseconds that it takes from memory into a buffer, by ten copies less ten of nothing. */
  private String plainCopy(long pages) throws IOException {
    return guest
        .shell()
        .run(
            """
            centiseconds() { cut -d' ' -f1 /proc/uptime | tr -d .; }
            ten_times() {
                start=$(centiseconds)
                for i in 0 1 2 3 4 5 6 7 8 9; do dd if=/dev/shm/from of=/dev/null bs=1M count=$1 2>/dev/null; done
                echo $(($(centiseconds) - start))
            }
            dd if=/dev/zero of=/dev/shm/from bs=4096 count=%d 2>/dev/null
            ten_times 4096 >/dev/null
            echo $(($(ten_times 4096) - $(ten_times 0)))
            rm /dev/shm/from
            """
                .formatted(pages))
        .strip();
  }

  private double megahertz() throws IOException {
    Matcher found = FREQUENCY.matcher(guest.shell().run("dmesg"));
    if (!found.find()) {
      throw new IOException("the guest's kernel does not say how fast its counter runs");
    }
    return Double.parseDouble(found.group(1));
  }

  private String kexshot(String arguments) throws IOException {
    return guest
        .shell()
        .exec("/opt/kexshot/bin/kexshot " + arguments, PATIENCE)
        .expectSuccess()
        .text();
  }

  private static void row(
      String name,
      long outside,
      String inside,
      String agent,
      long pages,
      String copying,
      String plain) {
    System.out.printf(
        "| %s | %d | %s | %s | %s | %s | %s |%n",
        name, outside, inside, agent, pages == 0 ? "" : pages, copying, plain);
  }

  /** When the guest's heart beats, by the host's clock. */
  private static final class Beats implements UnixSocket.Receiver, AutoCloseable {
    private final UnixSocket socket;
    private long last;
    private long longest;

    Beats(Path port) throws IOException {
      socket = UnixSocket.connect(port, this);
    }

    @Override
    public synchronized void receive(ByteBuffer bytes) {
      long now = System.nanoTime();
      if (last != 0) {
        longest = Math.max(longest, now - last);
      }
      last = now;
    }

    @Override
    public void end(IOException reason) {}

    @Override
    public void close() throws IOException {
      socket.close();
    }

    synchronized void begin() {
      longest = 0;
    }

    /** Between two beats since the beginning, in milliseconds. */
    synchronized long longestGap() {
      return longest / 1_000_000;
    }
  }
}
