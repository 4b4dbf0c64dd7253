package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.cpu.Processor;
import org.kexshot.kernel.cpu.ProcessorList;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;
import org.kexshot.linux.IoMemory;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Truth: QEMU's debugger stops A at its last instruction before the switch, when nothing is
 * exchanged yet; QEMU writes its own memory file; A goes on. The snapshot must hold the same bytes,
 * and must have excluded just what the page descriptors in QEMU's file say.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TruthSuite {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String UNEXPLAINED = "unexplained";

  private final GuestArchitecture architecture;
  private final String descriptorArray;
  private CaptureGuest guest;
  private Path directory;

  /** Where the capture kernel runs in memory that A lends it. */
  private final BitSet lentFrames = new BitSet();

  /** As A's kernel has it, to the byte. */
  private List<PhysicalRange> ram;

  /**
   * @param descriptorArray the kernel's variable that points to the first page descriptor
   */
  TruthSuite(GuestArchitecture architecture, String descriptorArray) {
    this.architecture = architecture;
    this.descriptorArray = descriptorArray;
  }

  /** Changes what the guest is to be like. */
  GuestSettings settings(GuestSettings settings) {
    return settings;
  }

  /** Name of the kernel's function from which the jumper leaves for its control page. */
  abstract String leavingFunction(CaptureGuest guest) throws IOException;

  /** Address of the instruction to stop at: nothing before it leaves A's kernel or page tables. */
  abstract long lastInstruction(long leavingFunction, GdbStub debugger) throws IOException;

  /** Where bytes begin in a function's code. */
  static int indexOf(byte[] code, byte[] wanted) {
    for (int i = 0; i + wanted.length <= code.length; i++) {
      if (Arrays.equals(code, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("machine_kexec has no call that enters the control page");
  }

  /** The frames of A's control pages, and what they are. */
  abstract Map<Long, String> controlPages(KernelStruct image, QemuMemory truth) throws IOException;

  @BeforeAll
  void boot() throws IOException {
    guest = CaptureGuest.boot(architecture, "truth", this::settings);
    directory = guest.disk().resolveSibling("memory").toAbsolutePath();
    Files.createDirectories(directory);
    guest.run("mkdir -p /srv; head -c 30000000 /dev/urandom >/srv/file; cat /srv/file >/dev/null");
    guest.serveCommands();
    ram = IoMemory.parse(guest.run("cat /proc/iomem").lines().toList()).systemRam();
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
      QemuMemory.delete(ram, directory);
    }
  }

  /** What was captured is held by the process and leaves the guest as an export to the disk. */
  @Test
  @Order(1)
  void aSnapshotInMemoryHoldsTheBytesOfTheInstantOfTheJump() throws Exception {
    JsonNode[] snapshot = new JsonNode[1];
    Map<Long, String> stacks =
        stopAtTheJump("snap truth-memory --method memory --dump-level 31 --json", snapshot);
    guest.succeed("export truth-memory " + CaptureGuest.DEVICE);
    try (Dump dump = DumpFiles.open(guest.disk());
        QemuMemory truth = truth(dump)) {
      BitSet excluded = compare(dump, truth, stacks);
      requireReasons(excluded, dump, truth);
      assertThat(snapshot[0].get("figures").get("pages.capture").asInt())
          .as("the capture's own pages: those of its process, and the image's")
          .isGreaterThan(imageFrames(dump, truth).cardinality());
      assertThat(dump.notes().notes()).as("registers and VMCOREINFO").hasSizeGreaterThan(1);
      assertThat(ProcessorList.read(KernelImage.open(dump)).items())
          .as("the jump stops all but one, which go on behind it")
          .hasSize(Integer.parseInt(guest.run("nproc").strip()))
          .allMatch(Processor::online);
    }
  }

  /** The first snapshot boots the capture kernel, the second one enters it again. */
  @Test
  @Order(2)
  void snapshotsHoldTheBytesOfTheInstantOfTheJump() throws Exception {
    dropCaches();
    JsonNode loaded = guest.json("capture load --device " + CaptureGuest.DEVICE);
    assertThat(loaded.get("lent").asBoolean()).as("huge pages are lent: " + loaded).isTrue();
    long start = Long.decode(loaded.get("rangeStart").asText());
    long end = start + loaded.get("rangeBytes").asLong();
    lentFrames.set((int) (start / QemuMemory.PAGE), (int) (end / QemuMemory.PAGE));
    requireTruthAtLevel17();
    requireTruthAtLevel31();
    guest.succeed("capture unload");
    lentFrames.clear();
    assertThat(guest.run("cat /proc/sys/vm/nr_hugepages; grep -c . /proc/sysvipc/shm"))
        .as("huge pages, and lines about shared memory: the heading")
        .isEqualTo("0\n1\n");
  }

  /** As above, where the jump exchanges all of the capture kernel's pages. */
  @Test
  @Order(3)
  void theyDoSoWhereAllOfItsMemoryIsExchanged() throws Exception {
    JsonNode loaded = guest.json("capture load --exchange --device " + CaptureGuest.DEVICE);
    assertThat(loaded.get("lent").asBoolean()).isFalse();
    requireTruthAtLevel17();
  }

  /**
   * What earlier commands read and wrote lies in the way of huge pages, and takes minutes to store.
   */
  private void dropCaches() throws IOException {
    guest.run("sync; echo 3 >/proc/sys/vm/drop_caches");
  }

  private void requireTruthAtLevel17() throws Exception {
    dropCaches();
    guest.run("cat /srv/file >/dev/null");
    Map<Long, String> stacks = stopAtTheJump("snap truth --dump-level 17 --keep-on-device --json");
    try (Dump dump = dumpOnDisk();
        QemuMemory truth = truth(dump)) {
      BitSet excluded = compare(dump, truth, stacks);
      BitSet expected = truth.freeFrames();
      expected.or(imageFrames(dump, truth));
      expected.or(lentFrames);
      expected.and(ramFrames());
      assertThat(excluded)
          .as("excluded at level 17: free pages and the image's own")
          .isEqualTo(expected);
    }
  }

  private void requireTruthAtLevel31() throws Exception {
    Map<Long, String> stacks = stopAtTheJump("snap truth --dump-level 31 --keep-on-device --json");
    try (Dump dump = dumpOnDisk();
        QemuMemory truth = truth(dump)) {
      requireReasons(compare(dump, truth, stacks), dump, truth);
    }
  }

  /** At level 31 all that is free is excluded, and nothing for no reason. */
  private void requireReasons(BitSet excluded, Dump dump, QemuMemory truth) throws IOException {
    BitSet free = truth.freeFrames();
    free.and(ramFrames());
    BitSet freeAndExcluded = (BitSet) free.clone();
    freeAndExcluded.and(excluded);
    assertThat(freeAndExcluded).as("free pages are all excluded").isEqualTo(free);
    BitSet unexplained = (BitSet) excluded.clone();
    unexplained.andNot(free);
    unexplained.andNot(imageFrames(dump, truth));
    unexplained.andNot(lentFrames);
    assertThat(unexplained.cardinality()).as("cache and user pages excluded").isGreaterThan(5_000);
    unexplained.andNot(truth.cacheAndUserFrames());
    assertThat(unexplained).as("excluded at level 31 for no reason").isEqualTo(new BitSet());
  }

  private QemuMemory truth(Dump dump) throws IOException {
    return new QemuMemory(
        Architecture.valueOf(architecture.name()),
        directory,
        ram,
        dump.vmcoreinfo().orElseThrow(),
        guest.symbol(descriptorArray));
  }

  private Map<Long, String> stopAtTheJump(String snap) throws Exception {
    return stopAtTheJump(snap, new JsonNode[1]);
  }

  /**
   * Takes a snapshot, with a stop on the way; the stack pointers there of all that goes on to write
   * to its stack, and whose they are.
   *
   * @param answer its first place gets what {@code snap} prints
   */
  private Map<Long, String> stopAtTheJump(String snap, JsonNode[] answer) throws Exception {
    long function = guest.symbol(leavingFunction(guest));
    CompletableFuture<ExecResult> command =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return guest.kexshot(snap);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    Map<Long, String> stacks;
    try (GdbStub debugger = guest.guest().debugger()) {
      int processor = debugger.runTo(lastInstruction(function, debugger), PATIENCE).orElseThrow();
      assertThat(processor).as("the jump is made on processor 0").isZero();
      stacks = stacks(debugger);
      QemuMemory.save(guest.guest().qmp(), ram, directory);
    }
    ExecResult result = command.get();
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isZero();
    JsonNode snapshot = new ObjectMapper().readTree(result.text());
    System.out.println(snapshot.get("label") + " " + snapshot.get("figures"));
    answer[0] = snapshot;
    return stacks;
  }

  /**
   * A processor that was taken offline reports so, and then goes on to its halt. QEMU runs one
   * processor at a time: on a busy host the jump may be reached before another has got there.
   */
  private Map<Long, String> stacks(GdbStub debugger) throws IOException {
    Map<Long, String> stacks = new TreeMap<>();
    for (int processor : debugger.processors()) {
      debugger.choose(processor);
      if (processor == 0 || !debugger.isBehindHalt()) {
        stacks.put(
            debugger.registers().get(architecture.stackPointer()),
            processor == 0 ? "the jumper's stack" : "the stack of a processor that is to halt");
      }
    }
    return stacks;
  }

  private Dump dumpOnDisk() throws IOException {
    long room = Files.size(guest.disk()) - DeviceLayout.DUMP;
    return DumpFiles.open(guest.disk(), DeviceLayout.DUMP, room);
  }

  /** Compares what the dump has, and returns the frames of RAM that it has not. */
  private BitSet compare(Dump dump, QemuMemory truth, Map<Long, String> stacks) throws IOException {
    PhysicalMemory memory = dump.memory();
    Map<Long, String> changing = changingFrames(dump, truth, stacks);
    Map<Long, String> differing = new TreeMap<>();
    BitSet excluded = new BitSet();
    byte[] page = new byte[QemuMemory.PAGE];
    BitSet frames = ramFrames();
    int same = 0;
    for (int pfn = frames.nextSetBit(0); pfn >= 0; pfn = frames.nextSetBit(pfn + 1)) {
      if (memory.state(pfn) != PageState.PRESENT) {
        excluded.set(pfn);
        continue;
      }
      memory.readFrame(pfn, ByteBuffer.wrap(page));
      int ramBytes = ramBytes(pfn);
      if (Arrays.equals(page, 0, ramBytes, truth.page(pfn), 0, ramBytes)) {
        same++;
      } else {
        differing.put(
            (long) pfn,
            changing.getOrDefault((long) pfn, UNEXPLAINED + difference(truth.page(pfn), page)));
      }
    }
    System.out.printf("%d pages the same, differing: %s%n", same, differing);
    assertThat(same).isGreaterThan(4_000);
    assertThat(differing.values())
        .as("%s", differing)
        .noneMatch(reason -> reason.startsWith(UNEXPLAINED));
    return excluded;
  }

  /** How two pages differ, for who has to find out why. */
  private static String difference(byte[] truth, byte[] page) {
    int first = Arrays.mismatch(truth, page);
    int count = 0;
    int last = first;
    for (int i = first; i < truth.length; i++) {
      if (truth[i] != page[i]) {
        count++;
        last = i;
      }
    }
    int end = Math.min(first + 16, truth.length);
    return ": %d bytes from 0x%x to 0x%x, QEMU's %s, the dump's %s"
        .formatted(
            count,
            first,
            last,
            HexFormat.of().formatHex(truth, first, end),
            HexFormat.of().formatHex(page, first, end));
  }

  /** The frames that A itself still writes to between that instruction and the switch. */
  private Map<Long, String> changingFrames(Dump dump, QemuMemory truth, Map<Long, String> stacks)
      throws IOException {
    KernelStruct image = kexecImage(dump, truth);
    Map<Long, String> frames = new TreeMap<>(controlPages(image, truth));
    for (Map.Entry<Long, String> stack : stacks.entrySet()) {
      frames.put(truth.physical(stack.getKey()) / QemuMemory.PAGE, stack.getValue());
    }
    frames.put(truth.frameOf(image.pointer("swap_page")), "the swap page");
    return frames;
  }

  private BitSet imageFrames(Dump dump, QemuMemory truth) throws IOException {
    long head = kexecImage(dump, truth).number("head");
    return truth.imageFrames(
        architecture == GuestArchitecture.I386 ? Integer.toUnsignedLong((int) head) : head);
  }

  /** {@code *kexec_image}; its members' places from the image's types, its bytes from the dump. */
  private static KernelStruct kexecImage(Dump dump, QemuMemory truth) throws IOException {
    KernelImage kernel = KernelImage.open(dump);
    long variable = kernel.symbols().require("kexec_image");
    return kernel.struct("kimage", truth.word(variable));
  }

  private BitSet ramFrames() {
    BitSet frames = new BitSet();
    for (PhysicalRange range : ram) {
      frames.set((int) (range.start() >>> 12), (int) ((range.end() + 4095) >>> 12));
    }
    return frames;
  }

  /** How much of a frame is RAM: the BIOS keeps the end of the low memory's last one for itself. */
  private int ramBytes(int pfn) {
    long start = (long) pfn * QemuMemory.PAGE;
    for (PhysicalRange range : ram) {
      if (range.contains(start)) {
        return (int) Math.min(QemuMemory.PAGE, range.end() - start);
      }
    }
    return QemuMemory.PAGE;
  }
}
