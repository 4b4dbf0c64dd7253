package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.linux.IoMemory;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GdbStub;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Truth: QEMU's debugger stops A at its last instruction before the switch, when nothing is
 * exchanged yet; QEMU writes its own memory file; A goes on. The snapshot must hold the same bytes,
 * and must have left out just what the page descriptors in QEMU's file say.
 */
class TruthIT {
  private static final long MEMORY = 1L << 30;
  private static final int FRAMES = (int) (MEMORY / QemuMemory.PAGE);
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  /** {@code mov %eax,(%esp); call *%edx}: {@code machine_kexec} enters the control page. */
  private static final byte[] LAST_INSTRUCTIONS = {
    (byte) 0x89, 0x04, 0x24, (byte) 0xff, (byte) 0xd2
  };

  private static CaptureGuest guest;
  private static Path memoryFile;

  /** As A's kernel has it, to the byte. */
  private static List<PhysicalRange> ram;

  @BeforeAll
  static void boot() throws IOException {
    guest = CaptureGuest.boot("truth", 2);
    memoryFile = guest.disk().resolveSibling("memory.raw").toAbsolutePath();
    guest.run("mkdir -p /srv; head -c 30000000 /dev/urandom >/srv/file; cat /srv/file >/dev/null");
    ram = IoMemory.parse(guest.run("cat /proc/iomem").lines().toList()).systemRam();
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
  }

  @AfterAll
  static void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
    Files.deleteIfExists(memoryFile);
  }

  /** The first snapshot boots the capture kernel, the second one enters it again. */
  @Test
  void snapshotsHoldTheBytesOfTheInstantOfTheJump() throws Exception {
    long stackPointer = stopAtTheJump("snap truth-17 --dump-level 17 --keep-on-device --json");
    try (Dump dump = dumpOnDisk();
        QemuMemory truth = new QemuMemory(memoryFile, dump.vmcoreinfo().orElseThrow())) {
      BitSet leftOut = compare(dump, truth, stackPointer);
      BitSet expected = truth.freeFrames(FRAMES);
      expected.or(imageFrames(dump, truth));
      expected.and(ramFrames());
      assertThat(leftOut)
          .as("left out at level 17: free pages and the image's own")
          .isEqualTo(expected);
    }

    stackPointer = stopAtTheJump("snap truth-31 --dump-level 31 --keep-on-device --json");
    try (Dump dump = dumpOnDisk();
        QemuMemory truth = new QemuMemory(memoryFile, dump.vmcoreinfo().orElseThrow())) {
      BitSet leftOut = compare(dump, truth, stackPointer);
      BitSet free = truth.freeFrames(FRAMES);
      free.and(ramFrames());
      BitSet freeAndLeftOut = (BitSet) free.clone();
      freeAndLeftOut.and(leftOut);
      assertThat(freeAndLeftOut).as("free pages are all left out").isEqualTo(free);
      BitSet unexplained = (BitSet) leftOut.clone();
      unexplained.andNot(free);
      unexplained.andNot(imageFrames(dump, truth));
      assertThat(unexplained.cardinality())
          .as("cache and user pages left out")
          .isGreaterThan(5_000);
      unexplained.andNot(truth.cacheAndUserFrames(FRAMES));
      assertThat(unexplained).as("left out at level 31 for no reason").isEqualTo(new BitSet());
    }
  }

  /** Takes a snapshot, with a stop on the way; A's stack pointer there. */
  private static long stopAtTheJump(String snap) throws Exception {
    long function =
        Long.parseLong(guest.run("grep ' machine_kexec$' /proc/kallsyms").split(" ")[0], 16);
    CompletableFuture<ExecResult> command =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return guest.kexshot(snap);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    long stackPointer;
    try (GdbStub debugger = guest.guest().debugger()) {
      long call = function + indexOf(debugger.read(function, 512), LAST_INSTRUCTIONS) + 3;
      int processor = debugger.runTo(call, PATIENCE).orElseThrow();
      assertThat(processor).as("the jump is made on processor 0").isZero();
      debugger.choose(processor);
      stackPointer = debugger.registers().get("esp");
      guest.guest().qmp().pmemsave(0, MEMORY, memoryFile);
    }
    ExecResult result = command.get();
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isZero();
    JsonNode snapshot = new ObjectMapper().readTree(result.text());
    System.out.println(snapshot.get("label") + " " + snapshot.get("figures"));
    return stackPointer;
  }

  private static Dump dumpOnDisk() throws IOException {
    long room = Files.size(guest.disk()) - DeviceLayout.DUMP;
    return DumpFiles.open(guest.disk(), DeviceLayout.DUMP, room);
  }

  /** Compares what the dump has, and returns the frames of RAM that it has not. */
  private static BitSet compare(Dump dump, QemuMemory truth, long stackPointer) throws IOException {
    PhysicalMemory memory = dump.memory();
    Map<Long, String> changing = changingFrames(dump, truth, stackPointer);
    Map<Long, String> differing = new TreeMap<>();
    BitSet leftOut = new BitSet();
    byte[] page = new byte[QemuMemory.PAGE];
    BitSet frames = ramFrames();
    int same = 0;
    for (int pfn = frames.nextSetBit(0); pfn >= 0; pfn = frames.nextSetBit(pfn + 1)) {
      if (memory.state(pfn) != PageState.PRESENT) {
        leftOut.set(pfn);
        continue;
      }
      memory.read((long) pfn * QemuMemory.PAGE, page, 0, page.length);
      int ramBytes = ramBytes(pfn);
      if (Arrays.equals(page, 0, ramBytes, truth.page(pfn), 0, ramBytes)) {
        same++;
      } else {
        differing.put((long) pfn, changing.getOrDefault((long) pfn, "unexplained"));
      }
    }
    System.out.printf("%d pages the same, differing: %s%n", same, differing);
    assertThat(same).isGreaterThan(4_000);
    assertThat(differing.values()).doesNotContain("unexplained");
    return leftOut;
  }

  /** The frames that A itself still writes to between that instruction and the switch. */
  private static Map<Long, String> changingFrames(Dump dump, QemuMemory truth, long stackPointer)
      throws IOException {
    KernelStruct image = kexecImage(dump, truth);
    Map<Long, String> frames = new TreeMap<>();
    long stack = (stackPointer - QemuMemory.PAGE_OFFSET) / QemuMemory.PAGE;
    frames.put(stack, "the jumper's stack");
    frames.put(truth.frameOf(image.pointer("control_code_page")), "the control page");
    frames.put(truth.frameOf(image.pointer("swap_page")), "the swap page");
    for (String table : new String[] {"arch.pgd", "arch.pte0", "arch.pte1"}) {
      long frame = (image.pointer(table) - QemuMemory.PAGE_OFFSET) / QemuMemory.PAGE;
      frames.put(frame, "page tables of the switch: accessed bits");
    }
    return frames;
  }

  private static BitSet imageFrames(Dump dump, QemuMemory truth) throws IOException {
    return truth.imageFrames(kexecImage(dump, truth).number("head") & 0xffffffffL);
  }

  /** {@code *kexec_image}; its members' places from the image's types, its bytes from the dump. */
  private static KernelStruct kexecImage(Dump dump, QemuMemory truth) throws IOException {
    KernelImage kernel = KernelImage.open(dump);
    long variable = kernel.symbols().require("kexec_image");
    return kernel.struct("kimage", truth.word(variable));
  }

  private static BitSet ramFrames() {
    BitSet frames = new BitSet(FRAMES);
    for (PhysicalRange range : ram) {
      frames.set((int) (range.start() >>> 12), (int) ((range.end() + 4095) >>> 12));
    }
    return frames;
  }

  /** How much of a frame is RAM: the BIOS keeps the end of the low memory's last one for itself. */
  private static int ramBytes(int pfn) {
    long start = (long) pfn * QemuMemory.PAGE;
    for (PhysicalRange range : ram) {
      if (range.contains(start)) {
        return (int) Math.min(QemuMemory.PAGE, range.end() - start);
      }
    }
    return QemuMemory.PAGE;
  }

  private static int indexOf(byte[] bytes, byte[] wanted) {
    for (int i = 0; i + wanted.length <= bytes.length; i++) {
      if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    throw new AssertionError("machine_kexec has no call that enters the control page");
  }
}
