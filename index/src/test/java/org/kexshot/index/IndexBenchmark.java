package org.kexshot.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.index.document.BootMark;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.net.Endpoint;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketFamily;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.net.SocketOwner;
import org.kexshot.kernel.process.Argv;
import org.kexshot.kernel.process.ProcessPlaces;
import org.kexshot.kernel.process.ProcessSettings;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.TaskState;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import org.kexshot.objects.KindListing;

/**
 * Fills an index with made-up snapshots of machines on which little happens, and tells what adding
 * and searching cost by their number; no test. {@code docs/benchmarks/search-many.sh} runs it.
 *
 * <pre>
 *   IndexBenchmark EMPTY-DIRECTORY COUNT
 * </pre>
 *
 * A snapshot has {@value #PROCESSES} processes, {@value #SOCKETS} sockets, {@value #SETTINGS}
 * settings and {@value #LINES} lines of the log. From one to the next three processes end and three
 * start, with a socket each, five settings change, and two lines come and go. Each {@value #BOOT}
 * snapshots there is another boot.
 */
public final class IndexBenchmark {
  private static final int PROCESSES = 150;
  private static final int SOCKETS = 60;
  private static final int SETTINGS = 1200;
  private static final int LINES = 800;
  private static final int BOOT = 500;
  private static final int ROUNDS = 501;
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  /** What is looked for; the last is found nowhere. */
  private static final List<String> QUERIES =
      List.of(
          "process:worker17",
          "kind:socket port:[4000 TO 4010] new:true",
          "sysctl:setting.7 changed:true",
          "snapshot:s%d kind:process",
          "nosuchword");

  private IndexBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    System.out.println("snapshots objects bytes seconds-of-adding ms-of-a-search");
    long adding = 0;
    int told = 1;
    for (int i = 1; i <= count; i++) {
      long start = System.nanoTime();
      try (SearchIndex index = SearchIndex.open(directory)) {
        add(index, i);
      }
      adding += System.nanoTime() - start;
      if (i == told || i == count) {
        told *= 10;
        tell(directory, i, adding);
      }
    }
  }

  private static void add(SearchIndex index, int number) throws IOException {
    int boot = (number - 1) / BOOT;
    int step = (number - 1) % BOOT;
    List<LogRecord> log = new ArrayList<>();
    for (int i = 0; i < LINES; i++) {
      long sequence = 2L * step + i;
      log.add(
          new LogRecord(
              sequence,
              sequence * 1_000_000 + boot,
              0,
              6,
              "",
              "device%d: link %d is up".formatted(sequence % 40, sequence)));
    }
    index.add(
        new SnapshotMetadata(
            "%064x".formatted(number),
            "s" + number,
            "",
            Map.of(),
            "host" + boot,
            "6.1.0",
            "x86_64",
            START.plusSeconds(60L * number)),
        BootMark.of("kernel " + boot, log),
        List.of(
            KindListing.of(TaskList.KIND, new Listing<>(processes(step), List.of())),
            KindListing.of(SocketList.KIND, new Listing<>(sockets(step), List.of())),
            KindListing.of(SysctlList.KIND, new Listing<>(settings(step), List.of())),
            KindListing.of(KernelLog.KIND, new Listing<>(log, List.of()))));
  }

  private static List<Task> processes(int step) {
    List<Task> processes = new ArrayList<>();
    for (int pid = 3 * step + 1; pid <= 3 * step + PROCESSES; pid++) {
      processes.add(
          new Task(
              0xffff_8880_0000_0000L + pid * 0x1000L,
              pid,
              pid,
              1,
              Optional.empty(),
              "worker" + pid % 100,
              Argv.of(List.of("/usr/bin/worker", "--number", String.valueOf(pid))),
              TaskState.SLEEPING,
              pid * 1_000_000L,
              false,
              Optional.empty(),
              Optional.empty(),
              ProcessSettings.UNKNOWN,
              ProcessPlaces.UNKNOWN,
              false,
              List.of()));
    }
    return processes;
  }

  private static List<Socket> sockets(int step) {
    List<Socket> sockets = new ArrayList<>();
    for (int pid = 3 * step + 1; pid <= 3 * step + SOCKETS; pid++) {
      sockets.add(
          new Socket(
              0xffff_8881_0000_0000L + pid * 0x400L,
              SocketFamily.INET,
              "tcp",
              new Endpoint("10.0.2.15", 4000 + pid % 1000),
              Endpoint.NONE,
              "LISTEN",
              9000 + pid,
              4_026_531_840L,
              0,
              List.of(new SocketOwner(pid, 3, "worker" + pid % 100))));
    }
    return sockets;
  }

  private static List<Sysctl> settings(int step) {
    List<Sysctl> settings = new ArrayList<>();
    for (int i = 0; i < SETTINGS; i++) {
      // Five at a time, by turns.
      int changes = (step + SETTINGS / 5 - i / 5) / (SETTINGS / 5);
      settings.add(
          new Sysctl(
              "setting." + i, String.valueOf(changes), false, 0xffff_ffff_8200_0000L, 4, "int"));
    }
    return settings;
  }

  private static void tell(Path directory, int number, long adding) throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      IndexStatus status = index.status();
      StringBuilder times = new StringBuilder();
      for (String query : QUERIES) {
        SearchRequest request = SearchRequest.of(query.formatted(number), 50);
        long[] nanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
          long start = System.nanoTime();
          index.search(request);
          nanos[round] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        times.append(" %.1f".formatted(nanos[ROUNDS / 2] / 1e6));
      }
      System.out.printf(
          "%d %d %d %.1f%s%n", number, status.documents(), status.bytes(), adding / 1e9, times);
    }
  }
}
