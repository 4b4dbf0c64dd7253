package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.text.TextComparison;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.bpf.BpfObject;
import org.kexshot.kernel.bpf.BpfObjectList;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.FindingType;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.irq.InterruptList;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.net.NetworkDevice;
import org.kexshot.kernel.net.NetworkDeviceList;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketFamily;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.net.SocketOwner;
import org.kexshot.kernel.process.MemoryAreas;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.stack.KernelStack;
import org.kexshot.kernel.stack.KernelStackList;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kernel.time.KernelTimer;
import org.kexshot.kernel.time.TimerList;
import org.kexshot.kernel.value.SymbolSearch;
import org.kexshot.kind.Listing;
import org.kexshot.qemu.Qmp;

/**
 * A guest in which known things were made, changed and hidden: each is found in its image, and
 * nothing that is not there. One image is taken before things are changed, one after.
 */
class PlantedTruthIT {
  private static final Path RUN = Path.of("target/lab/planted");

  /** Entries that planted.c changes. */
  private static final int CALL = 51;

  private static final int GATE = 0xf0;

  private static Dump before;
  private static Dump after;
  private static KernelImage clean;
  private static KernelImage kernel;
  private static int ghost;
  private static String interrupts;

  @BeforeAll
  static void plant() throws IOException {
    Lab lab = Lab.build(Lab.findProject(), GuestArchitecture.I386);
    Path planted = lab.planted();
    try (Guest guest =
        Guest.start(lab, GuestSettings.in(RUN).withMemoryMiB(256).withProcessors(1))) {
      GuestShell shell = guest.shell();
      for (String file : List.of("plant", "planted.ko")) {
        shell.upload(Files.readAllBytes(planted.resolve(file)), "/tmp/" + file);
      }
      shell.run("echo 2 > /proc/sys/vm/nr_hugepages && chmod +x /tmp/plant && modprobe dummy");
      shell.run("/tmp/plant > /tmp/plant.out 2>&1 &\nsleep 3");
      String said = shell.run("cat /tmp/plant.out").strip();
      assertThat(said).startsWith("ghost ");
      ghost = Integer.parseInt(said.substring(6));
      before = dump(guest, "before.elf");
      shell.run(
          ("insmod /tmp/planted.ko hide=1 hooks=1 unlink=%d calls=$(%s) gates=$(%s)"
                  + " operation=$(%s) code=$(%s),$(%s)")
              .formatted(
                  ghost,
                  address("sys_call_table", 0),
                  address("idt_table", 0),
                  address("tcp4_seq_ops", 12),
                  address("__ia32_sys_swapoff", 0),
                  address("dummy_change_carrier", 0)));
      assertThat(shell.run("cat /proc/modules")).doesNotContain("planted");
      // By the shell, which does not mind that a process ends meanwhile as ls does.
      assertThat(shell.run("cd /proc; echo *").split("\\s+"))
          .doesNotContain(Integer.toString(ghost));
      interrupts = shell.run("cat /proc/interrupts");
      after = dump(guest, "after.elf");
    }
    clean = KernelImage.open(before);
    kernel = KernelImage.open(after);
  }

  /** A command that prints the address of a symbol, and so many bytes. */
  private static String address(String symbol, int bytes) {
    return "printf %%d $((0x$(grep -w '%s' /proc/kallsyms | cut -c1-8) + %d))"
        .formatted(symbol, bytes);
  }

  private static Dump dump(Guest guest, String name) throws IOException {
    Path file = RUN.resolve(name);
    Files.deleteIfExists(file);
    guest.qmp().dumpGuestMemory(file, Qmp.DumpFormat.ELF);
    return DumpFiles.open(file);
  }

  @AfterAll
  static void closeImages() throws IOException {
    before.close();
    after.close();
    Files.delete(RUN.resolve("before.elf"));
    Files.delete(RUN.resolve("after.elf"));
  }

  private static <T> List<T> whole(Listing<T> listing) {
    assertThat(listing.problems()).isEmpty();
    return listing.items();
  }

  @Test
  void nothingIsFoundBeforeAnythingIsChanged() throws IOException {
    assertThat(whole(Integrity.check(clean, Optional.empty()))).isEmpty();
  }

  @Test
  void everyChangeIsFoundAndNoOther() throws IOException {
    List<Finding> findings = whole(Integrity.check(kernel, Optional.of(clean)));
    assertThat(findings)
        .extracting(Finding::type, Finding::place, Finding::explained)
        .containsExactlyInAnyOrder(
            tuple(FindingType.SYSTEM_CALL, "sys_call_table[" + CALL + "]", false),
            tuple(FindingType.INTERRUPT_GATE, "idt_table[" + GATE + "]", false),
            tuple(FindingType.OPERATION, "tcp4_seq_ops.show", false),
            tuple(FindingType.HIDDEN_MODULE, "planted", false),
            tuple(FindingType.HIDDEN_TASK, "ghost(" + ghost + ")", false),
            tuple(FindingType.HOOK, "ptype_base: planted_packets [planted].func", false),
            tuple(
                FindingType.HOOK,
                "reboot_notifier_list: planted_notifier [planted].notifier_call",
                false),
            tuple(FindingType.HOOK, "timer: timer [planted].function", false),
            tuple(FindingType.HOOK, "delayed work: planted_work [planted].work.func", false),
            tuple(FindingType.TEXT, "__ia32_sys_swapoff", false),
            tuple(FindingType.TEXT, "dummy_change_carrier [dummy]", false));
    assertThat(findings)
        .filteredOn(finding -> finding.type() != FindingType.TEXT)
        .filteredOn(finding -> finding.type() != FindingType.HIDDEN_TASK)
        .filteredOn(finding -> finding.type() != FindingType.HIDDEN_MODULE)
        .allSatisfy(finding -> assertThat(finding.found()).contains("hidden module planted"));
  }

  @Test
  void aloneTheImageTellsAsMuchButWhatTheCodeWas() throws IOException {
    assertThat(whole(Integrity.check(kernel, Optional.empty())))
        .filteredOn(finding -> finding.type() == FindingType.TEXT)
        .extracting(Finding::place)
        .containsExactlyInAnyOrder("__ia32_sys_swapoff", "dummy_change_carrier [dummy]");
  }

  @Test
  void changedCodeAndConstantsAreAlarms() throws IOException {
    TextDifference difference = TextComparison.between(clean, kernel, frame -> false);
    assertThat(difference.isWhole()).isTrue();
    assertThat(difference.alarms())
        .extracting(CodeChange::place, CodeChange::isCode)
        .containsExactlyInAnyOrder(
            tuple("__ia32_sys_swapoff", true),
            tuple("dummy_change_carrier [dummy]", true),
            tuple("sys_call_table+0x%x".formatted(4 * CALL), false),
            tuple("tcp4_seq_ops+0xc", false));
    assertThat(difference.alarms())
        .filteredOn(CodeChange::isCode)
        .allSatisfy(
            alarm ->
                assertThat(alarm.leadsTo().orElseThrow())
                    .startsWith("planted_call")
                    .contains("hidden module planted"));
  }

  @Test
  void whatHidesIsListed() throws IOException {
    assertThat(whole(TaskList.read(clean))).noneMatch(Task::hidden);
    assertThat(whole(TaskList.read(kernel)))
        .filteredOn(Task::hidden)
        .extracting(Task::pid, Task::comm)
        .containsExactly(tuple(ghost, "ghost"));
    assertThat(whole(ModuleList.read(kernel)))
        .extracting(Module::name, Module::hidden)
        .containsExactlyInAnyOrder(tuple("planted", true), tuple("dummy", false));
    assertThat(whole(new SymbolSearch(kernel).named("planted_*")))
        .isNotEmpty()
        .allMatch(match -> match.symbol().module().equals("planted"));
  }

  @Test
  void whatHiddenProcessesHoldIsListedToo() throws IOException {
    assertThat(whole(OpenFileList.read(kernel, pid -> pid == ghost)))
        .extracting(file -> file.path().orElseThrow())
        .contains("/tmp/ghost-file (deleted)");
    assertThat(whole(SocketList.read(kernel)))
        .filteredOn(socket -> socket.local().port() == 7005)
        .singleElement()
        .satisfies(
            socket ->
                assertThat(socket.owners())
                    .extracting(SocketOwner::pid, SocketOwner::comm)
                    .containsExactly(tuple(ghost, "ghost")));
    assertThat(whole(MemoryAreas.read(kernel, pid -> pid == ghost))).isNotEmpty();
  }

  @Test
  void theProgramAndItsMapAreFound() throws IOException {
    List<BpfObject> objects = whole(BpfObjectList.read(kernel));
    assertThat(objects)
        .extracting(BpfObject::map, BpfObject::name, BpfObject::type)
        .containsExactly(
            tuple(false, "planted_prog", "BPF_PROG_TYPE_SOCKET_FILTER"),
            tuple(true, "planted_map", "BPF_MAP_TYPE_ARRAY"));
    assertThat(objects.get(0).maps()).containsExactly(objects.get(1).id());
    assertThat(objects.get(0).detail()).startsWith("4 instructions, ");
    assertThat(objects.get(1).detail()).isEqualTo("16 entries at most, key 4 bytes, value 8 bytes");
  }

  @Test
  void socketsAreFoundInEachState() throws IOException {
    List<Socket> sockets = whole(SocketList.read(kernel));
    Map<String, Integer> states = new TreeMap<>();
    sockets.stream()
        .filter(socket -> socket.protocol().equals("tcp"))
        .forEach(socket -> states.merge(socket.state(), 1, Integer::sum));
    assertThat(states)
        .isEqualTo(
            Map.of(
                "LISTEN", 2,
                "ESTABLISHED", 4,
                "FIN_WAIT2", 1,
                "CLOSE_WAIT", 1,
                "TIME_WAIT", 1,
                "SYN_SENT", 1));
    assertThat(sockets)
        .filteredOn(socket -> socket.protocol().equals("udp"))
        .extracting(Socket::state)
        .containsExactlyInAnyOrder("UNCONNECTED", "UNCONNECTED", "ESTABLISHED");
    assertThat(sockets)
        .filteredOn(
            socket -> socket.protocol().equals("raw") && socket.family() == SocketFamily.INET)
        .hasSize(1);
    assertThat(sockets).filteredOn(socket -> socket.family() == SocketFamily.PACKET).hasSize(1);
    assertThat(sockets)
        .filteredOn(socket -> socket.family() == SocketFamily.UNIX)
        .anySatisfy(socket -> assertThat(socket.local().address()).isEqualTo("@planted"));
    assertThat(sockets)
        .filteredOn(socket -> !socket.owners().isEmpty())
        .allSatisfy(
            socket ->
                assertThat(socket.owners())
                    .anySatisfy(
                        // The guest's own listens to devices that appear.
                        owner -> assertThat(owner.comm()).isIn("planted", "ghost", "uevent")));
  }

  @Test
  void namespacesInsideNamespacesHaveDevicesOfTheirOwn() throws IOException {
    Map<Long, Long> loopbacks =
        whole(NetworkDeviceList.read(kernel)).stream()
            .filter(device -> device.name().equals("lo"))
            .collect(Collectors.groupingBy(NetworkDevice::namespace, Collectors.counting()));
    assertThat(loopbacks).hasSize(3).allSatisfy((namespace, count) -> assertThat(count).isOne());
  }

  @Test
  void deletedFilesAndLargePagesAreFound() throws IOException {
    assertThat(whole(OpenFileList.read(kernel, pid -> true)))
        .filteredOn(file -> file.comm().equals("planted"))
        .extracting(file -> file.path().orElseThrow())
        .contains("/tmp/planted-deleted (deleted)");
    assertThat(whole(MemoryAreas.read(kernel, pid -> true)))
        .filteredOn(area -> area.comm().equals("planted"))
        .extracting(area -> area.name().orElseThrow())
        .anySatisfy(name -> assertThat(name).contains("anon_hugepage"));
  }

  @Test
  void whatSleepsIsSeenToPause() throws IOException {
    List<KernelStack> stacks = whole(KernelStackList.read(kernel, pid -> true));
    for (String name : List.of("planted", "nested-1", "nested-2", "ghost")) {
      assertThat(stacks)
          .filteredOn(stack -> stack.comm().equals(name))
          .singleElement()
          .satisfies(
              stack -> {
                assertThat(stack.problem()).isEmpty();
                assertThat(stack.frames())
                    .allMatch(frame -> frame.certain())
                    .anyMatch(frame -> frame.function().startsWith("__do_sys_pause+"));
              });
    }
  }

  @Test
  void theHiddenModulesTimerIsFound() throws IOException {
    assertThat(whole(TimerList.read(kernel)))
        .filteredOn(timer -> timer.function().contains("planted_timer"))
        .extracting(KernelTimer::clock)
        .containsExactly("jiffies");
  }

  @Test
  void interruptsAreThoseOfTheGuest() throws IOException {
    List<Long> used =
        whole(InterruptList.read(kernel)).stream()
            .filter(line -> !line.actions().isEmpty())
            .map(line -> line.number())
            .toList();
    List<Long> told =
        interrupts
            .lines()
            .map(String::strip)
            .filter(line -> line.matches("\\d+:.*"))
            .map(line -> Long.parseLong(line.substring(0, line.indexOf(':'))))
            .toList();
    assertThat(used).isEqualTo(told);
  }
}
