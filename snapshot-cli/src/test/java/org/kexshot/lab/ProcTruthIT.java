package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.block.BlockDeviceList;
import org.kexshot.kernel.cpu.Processor;
import org.kexshot.kernel.cpu.ProcessorList;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleParameter;
import org.kexshot.kernel.module.ModuleParameterList;
import org.kexshot.kernel.mount.Mount;
import org.kexshot.kernel.mount.MountList;
import org.kexshot.kernel.net.Neighbour;
import org.kexshot.kernel.net.NeighbourList;
import org.kexshot.kernel.net.Route;
import org.kexshot.kernel.net.RouteList;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketFamily;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.process.MemoryArea;
import org.kexshot.kernel.process.MemoryAreas;
import org.kexshot.kernel.process.OpenFile;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.time.WallClock;
import org.kexshot.kernel.time.WallClockReader;
import org.kexshot.kind.Listing;
import org.kexshot.qemu.Qmp;

/**
 * A guest with processes, sockets, mounts and modules, of which its own {@code /proc} is read while
 * they stand still, and then an image taken: both say the same, row by row.
 */
class ProcTruthIT {
  private static final Path RUN = Path.of("target/lab/proc");

  /** By number in {@code /proc/net}, {@code include/net/tcp_states.h}; 7 is for datagrams. */
  private static final List<String> STATES =
      List.of(
          "NONE",
          "ESTABLISHED",
          "SYN_SENT",
          "SYN_RECV",
          "FIN_WAIT1",
          "FIN_WAIT2",
          "TIME_WAIT",
          "UNCONNECTED",
          "CLOSE_WAIT",
          "LAST_ACK",
          "LISTEN",
          "CLOSING");

  /** By number, {@code include/uapi/linux/sched.h}. */
  private static final List<String> POLICIES =
      List.of("other", "fifo", "rr", "batch", "", "idle", "deadline");

  private static ProcRecord truth;
  private static Dump dump;
  private static KernelImage kernel;

  /** Programs that both have: what read the record has ended, and kernel threads come and go. */
  private static final Set<Integer> PIDS = new TreeSet<>();

  @BeforeAll
  static void record() throws IOException {
    Lab lab = Lab.build(Lab.findProject(), GuestArchitecture.I386);
    Path plant = lab.planted().resolve("plant");
    Path file = RUN.resolve("image.elf");
    try (Guest guest =
        Guest.start(lab, GuestSettings.in(RUN).withMemoryMiB(256).withProcessors(1))) {
      GuestShell shell = guest.shell();
      ProcTruthGuest.prepare(shell, plant);
      truth = ProcRecord.of(shell);
      Files.deleteIfExists(file);
      guest.qmp().dumpGuestMemory(file, Qmp.DumpFormat.ELF);
    }
    dump = DumpFiles.open(file);
    kernel = KernelImage.open(dump);
    for (Task task : whole(TaskList.read(kernel))) {
      if (!task.kernelThread() && truth.pids().contains(task.pid())) {
        PIDS.add(task.pid());
      }
    }
  }

  @AfterAll
  static void closeImage() throws IOException {
    dump.close();
    Files.delete(RUN.resolve("image.elf"));
  }

  private static <T> List<T> whole(Listing<T> listing) {
    assertThat(listing.problems()).isEmpty();
    return listing.items();
  }

  private interface Rows {
    void addTo(int pid, List<String> rows) throws IOException;
  }

  private static List<String> ofPrograms(Rows rows) throws IOException {
    List<String> all = new ArrayList<>();
    for (int pid : PIDS) {
      rows.addTo(pid, all);
    }
    return all;
  }

  @Test
  void processes() throws IOException {
    List<String> found =
        whole(TaskList.read(kernel)).stream()
            .filter(task -> PIDS.contains(task.pid()))
            .map(
                task ->
                    "%d %d %d %d %s %s"
                        .formatted(
                            task.pid(),
                            task.ppid(),
                            task.uid(),
                            task.threads().size(),
                            task.comm(),
                            task.argv().arguments()))
            .toList();
    List<String> told =
        ofPrograms(
            (pid, rows) ->
                rows.add(
                    "%d %s %s %s %s %s"
                        .formatted(
                            pid,
                            truth.status(pid, "PPid", 0),
                            truth.status(pid, "Uid", 1),
                            truth.status(pid, "Threads", 0),
                            truth.status(pid, "Name", 0),
                            truth.lines(pid + "/cmdline"))));
    assertThat(found).containsExactlyInAnyOrderElementsOf(told);
    assertThat(String.join("\n", found))
        .contains(" planted ", " ghost ", " nested-1 ", " nested-2 ");
  }

  @Test
  void settingsOfProcesses() throws IOException {
    List<String> found =
        whole(TaskList.read(kernel)).stream()
            .filter(task -> PIDS.contains(task.pid()))
            .map(
                task ->
                    "%d %d %d %s %s %d %s"
                        .formatted(
                            task.pid(),
                            task.settings().nice().orElseThrow(),
                            task.settings().realtimePriority().orElseThrow(),
                            task.settings().policy().orElseThrow(),
                            task.settings().processors().orElseThrow(),
                            task.settings().oomScoreAdjust().orElseThrow(),
                            task.settings().stopped().orElseThrow()))
            .toList();
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            ofPrograms(
                (pid, rows) -> {
                  String stat = truth.lines(pid + "/stat").get(0);
                  String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                  rows.add(
                      "%d %s %s %s %s %s %s"
                          .formatted(
                              pid,
                              words[16],
                              words[37],
                              POLICIES.get(Integer.parseInt(words[38])),
                              truth.status(pid, "Cpus_allowed_list", 0),
                              truth.lines(pid + "/oom_score_adj").get(0),
                              words[0].equalsIgnoreCase("T")));
                }))
        .anyMatch(row -> row.matches("\\d+ 7 0 other 0 -500 true"));
  }

  @Test
  void placesOfProcesses() throws IOException {
    List<String> found =
        whole(TaskList.read(kernel)).stream()
            .filter(task -> PIDS.contains(task.pid()) && !records(task.pid()))
            .map(
                task ->
                    "%d %s %s %s"
                        .formatted(
                            task.pid(),
                            task.places().controlGroup().orElseThrow(),
                            task.places().directory().orElseThrow(),
                            task.places().root().orElseThrow()))
            .toList();
    assertThat(found)
        .containsExactlyInAnyOrderElementsOf(
            ofPrograms(
                (pid, rows) -> {
                  if (!records(pid)) {
                    rows.add(
                        "%d %s %s %s"
                            .formatted(
                                pid,
                                // The line of version 2 is that of hierarchy 0.
                                truth.lines(pid + "/cgroup").stream()
                                    .filter(line -> line.startsWith("0::"))
                                    .map(line -> line.substring(3))
                                    .findFirst()
                                    .orElseThrow(),
                                truth.lines(pid + "/cwd").get(0),
                                truth.lines(pid + "/root").get(0)));
                  }
                }))
        .anyMatch(row -> row.endsWith(" /outer/inner /tmp/small /"))
        .anyMatch(row -> row.endsWith(" / /tmp/jail /tmp/jail"));
  }

  /** All but those of the shell that records, whose own change as it does. */
  @Test
  void openFiles() throws IOException {
    List<OpenFile> found =
        whole(OpenFileList.read(kernel, pid -> PIDS.contains(pid) && !records(pid)));
    assertThat(found)
        .extracting(file -> "%d %d %s".formatted(file.pid(), file.fd(), file.path().orElse("?")))
        .containsExactlyInAnyOrderElementsOf(
            ofPrograms(
                (pid, rows) -> {
                  if (!records(pid)) {
                    truth.lines(pid + "/fd").forEach(line -> rows.add(pid + " " + line));
                  }
                }));
  }

  private static boolean records(int pid) {
    return truth.status(pid, "Name", 0).equals("lab-shell");
  }

  @Test
  void maps() throws IOException {
    List<MemoryArea> found = whole(MemoryAreas.read(kernel, PIDS::contains));
    assertThat(found)
        .extracting(
            area ->
                "%d %08x-%08x %s %08x %d %s"
                    .formatted(
                        area.pid(),
                        area.start(),
                        area.end(),
                        area.permissions(),
                        area.offset(),
                        area.inode().orElseThrow(),
                        area.name().orElse("?")))
        .containsExactlyInAnyOrderElementsOf(
            ofPrograms((pid, rows) -> rows.addAll(ProcRows.maps(truth, pid))));
  }

  @Test
  void mounts() throws IOException {
    List<Mount> found = whole(MountList.read(kernel, PIDS::contains));
    Set<String> told =
        new TreeSet<>(ofPrograms((pid, rows) -> rows.addAll(ProcRows.mounts(truth, pid))));
    assertThat(found)
        .extracting(
            mount ->
                "%d %d %s %s %s %s %s %s %s"
                    .formatted(
                        mount.id(),
                        mount.parentId().get(),
                        mount.device().get(),
                        mount.root().get(),
                        mount.target().get(),
                        mount.readOnly() ? "ro" : "rw",
                        mount.options(),
                        mount.type().get(),
                        mount.source().get()))
        // What lies outside of every process's root, mountinfo leaves out.
        .filteredOn(row -> !row.contains(" rootfs "))
        .containsExactlyInAnyOrderElementsOf(told);
  }

  /** Those that are left out have code of their own that prints them. */
  @Test
  void parametersOfModules() throws IOException {
    Map<String, String> told = truth.parameters();
    List<ModuleParameter> found = whole(ModuleParameterList.read(kernel));
    assertThat(found)
        .allSatisfy(
            parameter ->
                assertThat(told)
                    .containsEntry(
                        parameter.name().contains(".")
                            ? parameter.name()
                            : "kernel." + parameter.name(),
                        parameter.value()));
    assertThat(found).hasSizeGreaterThan(told.size() * 3 / 4);
  }

  @Test
  void disks() throws IOException {
    assertThat(whole(BlockDeviceList.read(kernel)))
        .filteredOn(disk -> disk.bytes() > 0)
        .extracting(
            disk ->
                "%s %d %d %d %s"
                    .formatted(
                        disk.name(),
                        disk.bytes() >>> 10,
                        disk.readOnly() ? 1 : 0,
                        disk.readAhead().get() >>> 10,
                        disk.scheduler().get()))
        .contains("vda 1048576 0 64 mq-deadline")
        .containsExactlyInAnyOrderElementsOf(ProcRows.disks(truth));
  }

  @Test
  void clock() throws IOException {
    WallClock clock = whole(WallClockReader.read(kernel)).get(0);
    assertThat(truth.lines("stat")).contains("btime " + clock.bootTime().getEpochSecond());
    assertThat(truth.lines("clocksource")).containsExactly(clock.source().get());
  }

  @Test
  void processors() throws IOException {
    Processor processor = whole(ProcessorList.read(kernel)).get(0);
    assertThat(processor.online()).isTrue();
    assertThat(truth.lines("cpuinfo"))
        .contains(
            "model name\t: " + processor.model().get(),
            "microcode\t: " + processor.microcode().get());
  }

  @Test
  void modules() throws IOException {
    List<Module> found = whole(ModuleList.read(kernel));
    assertThat(found)
        .extracting(
            module ->
                "%s %d %d Live 0x%x"
                    .formatted(module.name(), module.size(), module.refcount(), module.address()))
        .hasSize(2)
        .containsExactlyElementsOf(
            truth.lines("modules").stream()
                .map(line -> line.replaceAll("^(\\S+ \\d+ \\d+) \\S+ (Live \\S+).*", "$1 $2"))
                .toList());
  }

  @Test
  void internetSockets() throws IOException {
    List<String> told = new ArrayList<>();
    for (String protocol : List.of("tcp", "udp", "raw")) {
      for (String[] cells : truth.rows("net/" + protocol)) {
        told.add(
            "%s %s %s %s %s"
                .formatted(
                    protocol,
                    ProcNet.end(cells[1]),
                    ProcNet.end(cells[2]),
                    STATES.get(Integer.parseInt(cells[3], 16)),
                    cells[9]));
      }
    }
    assertThat(whole(SocketList.read(kernel)))
        .filteredOn(socket -> socket.family() == SocketFamily.INET)
        .hasSizeGreaterThan(10)
        .extracting(
            socket ->
                "%s %s:%d %s:%d %s %d"
                    .formatted(
                        socket.protocol(),
                        orAny(socket.local().address()),
                        socket.local().port(),
                        orAny(socket.remote().address()),
                        socket.remote().port(),
                        socket.state(),
                        socket.inode()))
        .containsExactlyInAnyOrderElementsOf(told);
  }

  private static String orAny(String address) {
    return address.isEmpty() ? "0.0.0.0" : address;
  }

  private static long firstNamespace() throws IOException {
    return kernel.symbolStruct("init_net", "net").number("ns.inum");
  }

  /** {@code /proc/net/route} has those of the table main, and of each the first next hop. */
  @Test
  void routes() throws IOException {
    long first = firstNamespace();
    List<Route> all =
        whole(RouteList.read(kernel)).stream()
            .filter(route -> route.namespace() == first && route.family() == SocketFamily.INET)
            .toList();
    assertThat(all)
        .filteredOn(route -> route.table().equals("main"))
        .extracting(
            route ->
                "%s %s via %s metric %d"
                    .formatted(
                        route.destination(),
                        route.devices().isEmpty() ? "*" : route.devices().get(0),
                        route.nextHops().isEmpty() || route.nextHops().get(0).gateway().isEmpty()
                            ? "0.0.0.0"
                            : route.nextHops().get(0).gateway(),
                        route.metric()))
        .containsExactlyInAnyOrderElementsOf(ProcNet.routes(truth))
        .contains("10.96.0.0/16 dummy0 via 10.97.0.9 metric 7");
    assertThat(all)
        .extracting(route -> route.table() + " " + route.type() + " " + route.destination())
        .contains("main blackhole 10.95.0.0/16", "local local 10.97.0.1/32");
  }

  /** Each next hop has a line; the entry that stands for no route has the highest metric. */
  @Test
  void routesOfIpv6() throws IOException {
    long first = firstNamespace();
    List<String> found = new ArrayList<>();
    for (Route route : whole(RouteList.read(kernel))) {
      if (route.namespace() == first && route.family() == SocketFamily.INET6) {
        route
            .nextHops()
            .forEach(
                hop ->
                    found.add(
                        "%s %d %s".formatted(route.destination(), route.metric(), hop.device())));
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(ProcNet.routesOfIpv6(truth));
  }

  @Test
  void neighbours() throws IOException {
    long first = firstNamespace();
    assertThat(whole(NeighbourList.read(kernel)))
        .filteredOn(
            neighbour ->
                neighbour.namespace() == first
                    && neighbour.family() == SocketFamily.INET
                    && neighbour.origin() != Neighbour.Origin.PROXY)
        .extracting(
            neighbour ->
                "%s %s %s"
                    .formatted(
                        neighbour.internetAddress(),
                        neighbour.hardwareAddress().orElse("00:00:00:00:00:00"),
                        neighbour.device()))
        .contains("10.97.0.9 02:00:00:00:00:09 dummy0")
        .containsExactlyInAnyOrderElementsOf(ProcNet.neighbours(truth));
  }

  /** Each namespace has sockets of its own, which are told in it only. */
  @Test
  void otherSockets() throws IOException {
    long first = firstNamespace();
    List<Socket> sockets =
        whole(SocketList.read(kernel)).stream()
            .filter(socket -> socket.namespace() == first)
            .toList();
    assertThat(inodes(sockets, SocketFamily.UNIX)).isEqualTo(told("net/unix", 6));
    assertThat(inodes(sockets, SocketFamily.PACKET)).isEqualTo(told("net/packet", 8));
    assertThat(inodes(sockets, SocketFamily.NETLINK)).isEqualTo(told("net/netlink", 9));
  }

  private static Set<Long> inodes(List<Socket> sockets, SocketFamily family) {
    Set<Long> inodes = new TreeSet<>();
    sockets.stream()
        .filter(socket -> socket.family() == family)
        .forEach(socket -> inodes.add(socket.inode()));
    return inodes;
  }

  private static Set<Long> told(String file, int column) {
    Set<Long> inodes = new TreeSet<>();
    truth.rows(file).forEach(cells -> inodes.add(Long.valueOf(cells[column])));
    assertThat(inodes).isNotEmpty();
    return inodes;
  }
}
