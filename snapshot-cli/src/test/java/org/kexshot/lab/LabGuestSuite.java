package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.CommandRun;
import org.kexshot.qemu.QmpMessage;

/** One guest of an architecture, asked everything that the other tests rely on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LabGuestSuite {
  private final GuestArchitecture architecture;
  private final Path run;
  private Lab lab;
  private Guest guest;
  private Path disk;

  LabGuestSuite(GuestArchitecture architecture) {
    this.architecture = architecture;
    this.run = Path.of("target/lab/guest-" + architecture.kernelName());
  }

  /** Changes what the guest is to be like. */
  GuestSettings settings(GuestSettings settings) {
    return settings;
  }

  final Guest guest() {
    return guest;
  }

  @BeforeAll
  void boot() throws IOException {
    lab = Lab.build(Lab.findProject(), architecture);
    Files.createDirectories(run);
    Path tools = Files.createDirectories(run.resolve("tools"));
    Files.writeString(tools.resolve("note"), "from the host");
    Path image = run.resolve("tools.img");
    lab.pack(tools, image);
    disk = run.resolve("disk.img");
    Lab.createDisk(disk, 1 << 20);
    GuestSettings settings =
        GuestSettings.in(run)
            .withToolkit(image)
            .withSnapshotDisk(disk)
            .withQemuOptions(disksOfEachBus().toArray(String[]::new));
    guest = Guest.start(lab, settings(settings));
  }

  private static List<String> disksOfEachBus() {
    List<String> options = new ArrayList<>();
    for (String name : List.of("nvme", "ata", "scsi", "spare-scsi-hd", "spare-nvme")) {
      options.addAll(List.of("-blockdev", "null-co,size=1048576,read-zeroes=on,node-name=" + name));
    }
    options.addAll(List.of("-device", "nvme,drive=nvme,serial=first"));
    options.addAll(List.of("-device", "ich9-ahci,id=sata"));
    options.addAll(List.of("-device", "ide-hd,bus=sata.0,drive=ata,serial=second"));
    options.addAll(List.of("-device", "virtio-scsi-pci,id=bus"));
    options.addAll(List.of("-device", "scsi-hd,bus=bus.0,drive=scsi,serial=third"));
    return options;
  }

  @AfterAll
  void shutDown() throws IOException {
    guest.close();
  }

  @Test
  void keepsOutputErrorsAndExitCodeApart() throws IOException {
    ExecResult result =
        guest.shell().exec("printf 'out\\n\\n'; printf err >&2; exit 7", Duration.ofSeconds(30));
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.text()).isEqualTo("out\n\n");
    assertThat(result.errorText()).isEqualTo("err");
  }

  @Test
  void carriesAnyBytesBothWays() throws IOException {
    byte[] bytes = new byte[10_000];
    new Random(7).nextBytes(bytes);
    guest.shell().upload(bytes, "/tmp/it's here");
    assertThat(guest.shell().download("/tmp/it's here")).isEqualTo(bytes);
    assertThat(guest.shell().exec("cat /dev/null", Duration.ofSeconds(30)).output()).isEmpty();
  }

  @Test
  void endsACommandThatTakesTooLong() throws IOException {
    assertThatThrownBy(() -> guest.shell().exec("sleep 4242", Duration.ofSeconds(2)))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("did not end in 2.0 s")
        .hasMessageContaining("sleep 4242");
    assertThat(guest.shell().run("ps")).doesNotContain("4242");
  }

  @Test
  void survivesAPauseOfTheMachine() throws Exception {
    Thread pauser =
        new Thread(
            () -> {
              try {
                guest.qmp().stop();
                Thread.sleep(7000);
                guest.qmp().cont();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    pauser.start();
    assertThat(guest.shell().run("sleep 1; echo done")).isEqualTo("done\n");
    pauser.join();
    assertThat(guest.qmp().status()).isEqualTo("running");
  }

  @Test
  void hasTwoProcessorsAndJava17() throws IOException {
    assertThat(guest.shell().run("grep -c ^processor /proc/cpuinfo")).isEqualTo("2\n");
    assertThat(guest.shell().run("java -version 2>&1")).contains("openjdk version \"17.");
  }

  @Test
  void hasAKernelThatJumpsAndMoves() throws IOException {
    assertThat(guest.shell().run("zcat /proc/config.gz"))
        .contains("CONFIG_KEXEC_JUMP=y", "CONFIG_DEBUG_INFO_BTF=y", "CONFIG_RANDOMIZE_BASE=y");
    Path systemMap = lab.kernel().resolve("System.map");
    assertThat(symbol("_text")).isNotEqualTo(address(Files.readString(systemMap), "_text"));
  }

  @Test
  void seesToolkitAndDisk() throws IOException {
    assertThat(guest.shell().run("cat /opt/kexshot/note")).isEqualTo("from the host");
    guest
        .shell()
        .run("printf mark | dd of=/dev/disk/by-id/virtio-snapshot bs=512 seek=3 conv=fsync");
    assertThat(new String(Files.readAllBytes(disk), 3 * 512, 4)).isEqualTo("mark");
  }

  /** Their controllers' drivers find them some time after these were loaded. */
  @Test
  void namesDisksOfEachBus() throws IOException {
    assertAppears("nvme-first", "ata-second", "scsi-third");
  }

  @Test
  void followsADiskThatComesAndGoes() throws IOException {
    plug("scsi-hd", Map.of("bus", "bus.0"));
    assertAppears("scsi-plugged");
    unplug("scsi-hd");
    assertGoes("scsi-plugged");
  }

  /** Plugs in a spare disk, with the serial number {@code plugged}. */
  final void plug(String driver, Map<String, Object> options) throws IOException {
    Map<String, Object> arguments = new HashMap<>(options);
    arguments.putAll(
        Map.of("driver", driver, "drive", "spare-" + driver, "serial", "plugged", "id", driver));
    guest.qmp().execute("device_add", arguments);
  }

  final void unplug(String driver) throws IOException {
    guest.qmp().execute("device_del", Map.of("id", driver));
  }

  final void assertAppears(String... names) throws IOException {
    for (String name : names) {
      await("[ -b /dev/disk/by-id/" + name + " ]");
    }
  }

  final void assertGoes(String name) throws IOException {
    await("[ ! -L /dev/disk/by-id/" + name + " ]");
  }

  private void await(String condition) throws IOException {
    guest.shell().run("timeout 60 sh -c 'until %s; do usleep 100000; done'".formatted(condition));
  }

  @Test
  void debuggerStopsAtAFunction() throws IOException {
    long target = symbol("__do_sys_newuname");
    guest.shell().run("(sleep 1; uname) >/dev/null 2>&1 &");
    try (GdbStub debugger = guest.debugger()) {
      Optional<Integer> processor = debugger.runTo(target, Duration.ofSeconds(60));
      assertThat(processor).isPresent();
      assertThat(debugger.processors()).containsExactly(0, 1);
      debugger.choose(processor.get());
      Map<String, Long> registers = debugger.registers();
      assertThat(registers).containsEntry(architecture.instructionPointer(), target);
      assertThat(debugger.read(target, 3000)).hasSize(3000);
      assertThat(guest.qmp().status()).isEqualTo("debug");
    }
    assertThat(guest.shell().run("uname -r")).startsWith("6.1.");
  }

  @Test
  void monitorSavesMemory() throws IOException {
    String code = guest.shell().run("grep 'Kernel code' /proc/iomem").strip();
    long text = Long.parseLong(code.substring(0, code.indexOf('-')), 16);
    long symbol = symbol("_text");
    byte[] bytes;
    try (GdbStub debugger = guest.debugger()) {
      bytes = debugger.read(symbol, 4096);
    }
    Path file = run.resolve("page");
    guest.qmp().stop();
    guest.qmp().pmemsave(text, 4096, file);
    QmpMessage state = guest.qmp().execute("query-status", Map.of());
    guest.qmp().cont();
    assertThat(state.returned("/running")).isEqualTo("false");
    assertThat(file).hasBinaryContent(bytes);
    assertThatThrownBy(() -> guest.qmp().execute("no-such-command", Map.of()))
        .hasMessageContaining("QEMU refused no-such-command");
  }

  /** By the host, while another client has hold of QEMU's machine protocol; and it runs on. */
  @Test
  void itsMemoryIsTakenFromOutside(@TempDir Path directory) throws IOException {
    String repository = directory.resolve("repository").toString();
    guest.shell().run("echo kexshot-guest > /proc/sys/kernel/hostname");
    CommandRun before = takeFromOutside("before", repository);
    guest.shell().run("sleep 4711 > /dev/null 2>&1 & mkdir /tmp/fresh");
    guest.shell().run("mount -t tmpfs secret /tmp/fresh");
    takeFromOutside("after", repository);
    guest.shell().run("umount /tmp/fresh; killall sleep");
    assertThat(guest.qmp().status()).isEqualTo("running");

    JsonNode taken = before.json();
    assertThat(taken.at("/method").asText()).isEqualTo("qemu");
    assertThat(taken.at("/host").asText()).isEqualTo("kexshot-guest");
    assertThat(taken.at("/pauseMillis").asLong()).isBetween(1L, 60_000L);
    assertThat(taken.at("/figures/pages.free").asLong()).isPositive();
    assertThat(taken.at("/dumpLevel").asInt()).isEqualTo(17);

    CommandRun diff = CommandRun.of("diff", "--repository", repository, "--all", "before", "after");
    assertThat(diff.code()).as(diff.err()).isZero();
    assertThat(diff.out()).contains("sleep 4711").contains("/tmp/fresh");
    CommandRun verified = CommandRun.of("verify", "--repository", repository);
    assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
  }

  private CommandRun takeFromOutside(String label, String repository) {
    CommandRun taken =
        CommandRun.of(
            "snap",
            "--of",
            "qemu:" + guest.outsideSocket(),
            "--repository",
            repository,
            "--json",
            label);
    assertThat(taken.code()).as(taken.err()).isZero();
    return taken;
  }

  private long symbol(String name) throws IOException {
    return address(guest.shell().run("grep ' " + name + "$' /proc/kallsyms"), name);
  }

  private static long address(String symbols, String name) {
    return symbols
        .lines()
        .filter(line -> line.endsWith(" " + name))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no symbol " + name));
  }
}
