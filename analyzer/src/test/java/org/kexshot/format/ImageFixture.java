package org.kexshot.format;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.MemorySink;
import org.kexshot.io.ByteRegion;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Images of random contents, for tests that write and read them. */
public final class ImageFixture {
  public static final Vmcoreinfo VMCOREINFO =
      Vmcoreinfo.parse("OSRELEASE=6.1.0-test\nPAGESIZE=4096\n".getBytes(StandardCharsets.US_ASCII));

  private ImageFixture() {}

  /** Up to 700 frames: excluded, zero, easily packed and random ones, in runs and alone. */
  public static FakePhysicalMemory random(long seed) {
    return random(seed, 700);
  }

  /** As {@link #random(long)}, with another bound of the frames. */
  public static FakePhysicalMemory random(long seed, int most) {
    Random random = new Random(seed);
    int frames = 1 + random.nextInt(most);
    FakePhysicalMemory memory = new FakePhysicalMemory((long) frames << 12);
    int kind = 0;
    for (int pfn = 0; pfn < frames; pfn++) {
      if (random.nextInt(4) == 0) {
        kind = random.nextInt(4);
      }
      byte[] page = new byte[4096];
      switch (kind) {
        case 1 -> memory.write((long) pfn << 12, page);
        case 2 -> {
          page[random.nextInt(4096)] = 1;
          memory.write((long) pfn << 12, page);
        }
        case 3 -> {
          random.nextBytes(page);
          memory.write((long) pfn << 12, page);
        }
        default -> {}
      }
    }
    return memory;
  }

  public static DumpDescription description(Architecture architecture) {
    return new DumpDescription(
        architecture,
        new Utsname("Linux", "host", "6.1.0-test", "#1", architecture.machine(), "(none)"),
        Instant.ofEpochSecond(1_700_000_000),
        architecture == Architecture.I386 ? VMCOREINFO : withPhysBase(),
        new ElfNotes(
            List.of(
                new ElfNotes.Note("CORE", ElfNotes.NT_PRSTATUS, new byte[144]),
                new ElfNotes.Note(ElfNotes.ERASEINFO, 0, "erase jprobe\n".getBytes(US_ASCII)))));
  }

  /**
   * With as much of an i386 kernel that its VMCOREINFO is found: a page directory, and the text.
   */
  public static MemoryModel withKernel(MemoryModel model) {
    return model
        .with(3, pageDirectory())
        .with(8, descriptionInMemory().vmcoreinfo().orElseThrow().bytes());
  }

  /** Maps the first 4 MiB at 3 GiB; {@link #descriptionInMemory} expects it in frame 3. */
  static byte[] pageDirectory() {
    ByteBuffer directory = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    return directory.putInt(0x300 * 4, 0x83 | 0x60).array();
  }

  /** What an image {@link #withKernel} is described by. */
  public static DumpDescription descriptionInMemory() {
    String text = "OSRELEASE=6.1.0-test\nPAGESIZE=4096\nSYMBOL(swapper_pg_dir)=c0003000\n";
    DumpDescription plain = description(Architecture.I386);
    return new DumpDescription(
        plain.architecture(),
        plain.utsname(),
        plain.takenAt(),
        Vmcoreinfo.parse(text.getBytes(StandardCharsets.US_ASCII)),
        ElfNotes.none());
  }

  private static Vmcoreinfo withPhysBase() {
    String text = new String(VMCOREINFO.bytes(), StandardCharsets.US_ASCII);
    return Vmcoreinfo.parse(
        (text + "NUMBER(phys_base)=16777216\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** All that the image has, at level 1: zeros are told apart. */
  public static PageSelection allOf(PhysicalMemory memory) {
    PageSelection all = PageFilter.everything(memory);
    return new PageSelection(new DumpLevel(1), all.ram(), all.kept(), all.counts(), 0);
  }

  /** As {@link #allOf}, and the frames that cannot be read: only some formats can mark them. */
  public static PageSelection allThatIsKnownOf(PhysicalMemory memory) {
    PfnSet frames = memory.presentFrames();
    frames.addAll(memory.unreadableFrames());
    PageSelection all = PageFilter.everything(memory, frames);
    return new PageSelection(new DumpLevel(1), all.ram(), all.kept(), all.counts(), 0);
  }

  /** A kdump-compressed file of all that is known of a memory. */
  public static byte[] kdump(
      PhysicalMemory memory, Architecture architecture, Compression compression)
      throws IOException {
    MemorySink sink = new MemorySink();
    KdumpWriter.write(
        memory, allThatIsKnownOf(memory), description(architecture), compression, 1, sink);
    return sink.bytes();
  }

  public static ByteRegion region(byte[] bytes) {
    return TestRegions.of("test.dump", ByteBuffer.wrap(bytes));
  }

  /** Fails unless both say the same of every frame, and beyond. */
  public static void assertSame(PhysicalMemory expected, PhysicalMemory actual) throws IOException {
    byte[] one = new byte[4096];
    byte[] other = new byte[4096];
    for (long pfn = 0; pfn < expected.endPfn() + 2; pfn++) {
      PageState state = expected.state(pfn);
      if (actual.state(pfn) != state) {
        throw new AssertionError(
            "frame 0x%x is %s; %s expected".formatted(pfn, actual.state(pfn), state));
      }
      if (state == PageState.PRESENT) {
        expected.read(pfn << 12, one, 0, 4096);
        actual.read(pfn << 12, other, 0, 4096);
        if (!Arrays.equals(one, other)) {
          throw new AssertionError("frame 0x%x differs".formatted(pfn));
        }
      } else {
        try {
          actual.read(pfn << 12, other, 0, 1);
          throw new AssertionError("frame 0x%x can be read".formatted(pfn));
        } catch (MemoryFault fault) {
          if (fault.state() != state) {
            throw new AssertionError(fault);
          }
        }
      }
    }
    if (!actual.presentFrames().equals(expected.presentFrames())) {
      throw new AssertionError(
          "%s; %s expected".formatted(actual.presentFrames(), expected.presentFrames()));
    }
  }
}
