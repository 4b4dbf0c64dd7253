package org.kexshot.fleet;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.index.SearchIndex;
import org.kexshot.index.document.BootMark;
import org.kexshot.index.document.TextHash;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleState;
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
 * Eight snapshots of two boots of a machine, {@code s1} to {@code s5} and {@code t1} to {@code t3},
 * an hour apart: the same processes in each, some that come and go, settings that change, a socket
 * for each process with a port of its own, a growing log, and in {@code s3} modules that cannot be
 * read.
 */
final class SyntheticSnapshots {
  static final Instant START = Instant.parse("2026-01-01T00:00:00.123456789Z");

  private final int size;

  /**
   * @param size objects of each kind that live through all snapshots of a boot
   */
  SyntheticSnapshots(int size) {
    this.size = size;
  }

  /** Adds all to an index. */
  void addTo(SearchIndex index) throws IOException {
    for (int i = 1; i <= 5; i++) {
      add("s" + i, i, 100, i, index);
    }
    for (int i = 1; i <= 3; i++) {
      add("t" + i, 5 + i, 200, i, index);
    }
  }

  /** The full id of a snapshot. */
  static String id(String name) {
    return TextHash.of(name) + TextHash.of(name + name);
  }

  private void add(String name, int hour, long bootNanos, int turn, SearchIndex index)
      throws IOException {
    Instant time = START.plus(Duration.ofHours(hour));
    SnapshotMetadata snapshot =
        new SnapshotMetadata(
            id(name),
            name + " nightly",
            turn == 1 ? "first after boot" : "",
            Map.of("ticket", "47" + hour),
            "web17",
            "6.1.0",
            "x86_64",
            time);
    BootMark mark = BootMark.of("OSRELEASE=6.1.0", List.of(log(1, bootNanos, "Booting Linux")));
    index.add(
        snapshot,
        mark,
        List.of(
            KindListing.of(TaskList.KIND, listing(processes(turn))),
            KindListing.of(SocketList.KIND, listing(sockets(turn))),
            KindListing.of(SysctlList.KIND, listing(settings(turn))),
            name.equals("s3")
                ? KindListing.unreadable(ModuleList.KIND, "no symbols")
                : KindListing.of(ModuleList.KIND, listing(modules(turn))),
            KindListing.of(KernelLog.KIND, listing(records(bootNanos, turn)))));
  }

  private static <T> Listing<T> listing(List<T> items) {
    return new Listing<>(items, List.of());
  }

  private List<Task> processes(int turn) {
    List<Task> processes = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      processes.add(
          process(
              1000 + i,
              "worker" + i,
              "/usr/lib/worker/bin/worker-" + i,
              "--listen=" + (20000 + i)));
    }
    processes.add(process(42, "sshd", "/usr/sbin/sshd", "-D"));
    if (turn % 2 == 0) {
      processes.add(process(77, "nc", "nc", "-l", "-p", "4444"));
    }
    return processes;
  }

  private static Task process(int pid, String name, String... arguments) {
    return new Task(
        0xffff_8880_0000_0000L + 4096L * pid,
        pid,
        pid,
        1,
        Optional.empty(),
        name,
        Argv.of(List.of(arguments)),
        TaskState.SLEEPING,
        5,
        false,
        Optional.empty(),
        Optional.empty(),
        ProcessSettings.UNKNOWN,
        ProcessPlaces.UNKNOWN,
        false,
        List.of());
  }

  private List<Socket> sockets(int turn) {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      sockets.add(
          socket("10.1.%d.%d".formatted(i >> 8, i & 255), 20000 + i, 1000 + i, "worker" + i));
    }
    sockets.add(socket("fe80::1", 22, 42, "sshd"));
    if (turn > 2) {
      sockets.add(socket("192.168.7.9", 8080, 42, "sshd"));
    }
    return sockets;
  }

  private static Socket socket(String address, int port, int pid, String owner) {
    return new Socket(
        0xffff_8881_0000_0000L + port,
        address.contains(":") ? SocketFamily.INET6 : SocketFamily.INET,
        "tcp",
        new Endpoint(address, port),
        Endpoint.NONE,
        "LISTEN",
        991 + port,
        4_026_531_840L,
        0,
        List.of(new SocketOwner(pid, 3, owner)));
  }

  private List<Sysctl> settings(int turn) {
    List<Sysctl> settings = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      settings.add(
          new Sysctl("net.made.setting_" + i, "" + i, false, 0xc200_0000L + 8L * i, 4, "int"));
    }
    settings.add(
        new Sysctl(
            "vm.swappiness", "" + (turn < 3 ? 60 : 10 * turn), false, 0xc100_0000L, 4, "int"));
    return settings;
  }

  private static List<Module> modules(int turn) {
    List<Module> modules = new ArrayList<>(List.of(module("snd_hda_intel", 4096)));
    if (turn > 1) {
      modules.add(module("dummy", 12_288));
    }
    return modules;
  }

  private static Module module(String name, long size) {
    return new Module(
        name,
        0xffff_ffff_c000_0000L + size,
        size,
        ModuleState.LIVE,
        0,
        List.of(),
        false,
        0xffff_ffff_c000_0100L + size);
  }

  private static List<LogRecord> records(long bootNanos, int turn) {
    List<LogRecord> records = new ArrayList<>(List.of(log(1, bootNanos, "Booting Linux")));
    for (int i = 2; i <= 1 + turn; i++) {
      records.add(
          log(i, bootNanos + i * 1_000_000_000L, "eth0: Link is Up - 1Gbps/Full, turn " + i));
    }
    if (turn == 3) {
      records.add(
          log(
              9,
              bootNanos + 9_000_000_000L,
              "Out of memory: Killed process 77 (nc) " + "x".repeat(9000)));
    }
    return records;
  }

  private static LogRecord log(long sequence, long nanos, String text) {
    return new LogRecord(sequence, nanos, 0, 6, "", text);
  }
}
