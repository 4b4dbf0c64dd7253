package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpDump;
import org.kexshot.format.kdump.KdumpSplitSet;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.kdump.SplitSetFixture;
import org.kexshot.format.lime.LimeFixture;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Files that are damaged, by chance or on purpose: each opens, or says where it is wrong, and each
 * page reads, or says why not. Nothing else is thrown, nothing hangs, and no more is allocated than
 * the file is large. The system property {@code kexshot.fuzz} says how many mutations each of the
 * 40 tries makes; 25,000 make a million.
 */
class MutatedDumpTest {
  private static final int MUTATIONS = Integer.getInteger("kexshot.fuzz", 20);

  /** Values at which arithmetic goes wrong. */
  private static final long[] BORDERS = {
    0,
    1,
    -1,
    7,
    0x7f,
    0xfff,
    0x1000,
    0x7fff_ffff,
    0x8000_0000L,
    0xffff_ffffL,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    1L << 40,
    1L << 52,
    -4096
  };

  private static final String LETTERS = "0123456789abcdef-x: \n#";

  /** Small images, so that most mutations hit what describes pages and not their contents. */
  private static final int MOST_FRAMES = 64;

  private static final int MOST_PAGES = 200;
  private static final int TIME_OF_X86_64 = 408;
  private static final int LIME_LAST = 16;

  /**
   * What opening a file and reading some pages of it may allocate beside a multiple of its size,
   * one after the other: above all a block of 64 KiB for each page that is read of a packed one.
   */
  private static final long MOST_ALLOCATED = 16 << 20;

  /** Far more than any file takes, so that a busy machine fails no test, and far from a hang. */
  private static final long LONGEST_NANOS = 30_000_000_000L;

  private static final ThreadMXBean ALLOCATION = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /**
   * What is mutated.
   *
   * @param files one, or two of a split set
   * @param map of memory for a raw image; else empty
   */
  private record Sample(List<byte[]> files, String map) {}

  @Property(tries = 40)
  void damageIsNamedAndNothingElseHappens(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    Sample sample = sample(random);
    for (int i = 0; i < MUTATIONS; i++) {
      List<byte[]> mutated = new ArrayList<>();
      long size = 0;
      for (byte[] file : sample.files()) {
        mutated.add(mutate(file, random));
        size += file.length;
      }
      String map = mutateText(sample.map(), random);
      long allocated = ALLOCATION.getCurrentThreadAllocatedBytes();
      long start = System.nanoTime();
      try (Dump dump = open(mutated, map)) {
        readAll(dump.memory());
        dump.takenAt();
        dump.dumpLevel();
        dump.notes().encode();
      } catch (DumpFormatException | MemoryFault expected) {
        if (!expected.getMessage().contains("0x")) {
          throw new AssertionError("no offset named", expected);
        }
      }
      allocated = ALLOCATION.getCurrentThreadAllocatedBytes() - allocated;
      if (allocated > MOST_ALLOCATED + 8 * size) {
        throw new AssertionError(allocated + " bytes allocated for a file of " + size);
      }
      if (System.nanoTime() - start > LONGEST_NANOS) {
        throw new AssertionError("a mutation took " + (System.nanoTime() - start) + " ns");
      }
    }
  }

  /** Found by mutation: such a time threw an unchecked exception. */
  @Example
  void aTimeThatNoClockHasShownIsNone() throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(1);
    MemorySink file = new MemorySink();
    DumpDescription description = ImageFixture.description(Architecture.X86_64);
    KdumpWriter.write(memory, ImageFixture.allOf(memory), description, Compression.ZLIB, 1, file);
    byte[] bytes = file.bytes();
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(TIME_OF_X86_64, Long.MAX_VALUE);
    try (Dump dump = DumpFiles.open(ImageFixture.region(bytes), () -> {})) {
      assertThat(dump.takenAt()).isEmpty();
    }
  }

  /** Found by mutation: the terabytes that the file lacks were looked through, page by page. */
  @Example
  void aRangeFarLargerThanTheFileCostsNothing() throws IOException {
    FakePhysicalMemory memory = new FakePhysicalMemory(0x4000);
    memory.write(0x1000, new byte[4096]);
    byte[] whole = LimeFixture.write(memory, true, new PhysicalRange(0x1000, 0x2000));
    byte[] file = Arrays.copyOf(whole, whole.length - 8);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(LIME_LAST, (1L << 52) - 1);
    try (Dump dump = DumpFiles.open(ImageFixture.region(file), () -> {})) {
      assertThat(dump.memory().presentFrames().count()).isEqualTo(1);
      assertThat(dump.memory().state(2)).isEqualTo(PageState.UNREADABLE);
    }
  }

  /** Opens it as {@link DumpFiles} does: by its memory map, as a split set, or by its content. */
  private static Dump open(List<byte[]> files, String map) throws IOException {
    if (!map.isEmpty()) {
      MemoryMap ranges = MemoryMap.parse("test.map", map);
      return RawImage.open(ImageFixture.region(files.get(0)), ranges, () -> {});
    }
    if (files.size() == 1) {
      return DumpFiles.open(ImageFixture.region(files.get(0)), () -> {});
    }
    List<KdumpDump> parts = new ArrayList<>();
    for (byte[] file : files) {
      parts.add(DumpFiles.openPart(ImageFixture.region(file), () -> {}));
    }
    return KdumpSplitSet.join(parts);
  }

  private static Sample sample(Random random) throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(random.nextInt(50), MOST_FRAMES);
    return switch (random.nextInt(8)) {
      case 0 -> raw(memory, random);
      case 1 -> splitSet(memory, random);
      default -> new Sample(List.of(dump(memory, random)), "");
    };
  }

  private static Sample raw(FakePhysicalMemory memory, Random random) {
    StringBuilder map = new StringBuilder();
    int end = (int) (memory.endPfn() << 12);
    for (int at = 0, next; at < end; at = next + random.nextInt(3) * 100) {
      next = Math.min(end, at + 1 + random.nextInt(end));
      map.append(Integer.toHexString(at)).append('-').append(Integer.toHexString(next - 1));
      map.append(random.nextBoolean() ? " : System RAM\n" : " " + Integer.toHexString(at) + "\n");
    }
    byte[] bytes = new byte[end];
    random.nextBytes(bytes);
    return new Sample(List.of(bytes), map.toString());
  }

  private static Sample splitSet(FakePhysicalMemory memory, Random random) throws IOException {
    MemorySink whole = new MemorySink();
    Architecture architecture = Architecture.values()[random.nextInt(2)];
    Compression compression = Compression.values()[random.nextInt(5)];
    DumpDescription description = ImageFixture.description(architecture);
    KdumpWriter.write(memory, ImageFixture.allOf(memory), description, compression, 1, whole);
    long middle = memory.endPfn() / 2;
    return new Sample(
        List.of(
            SplitSetFixture.part(whole.bytes(), 0, middle, 0),
            SplitSetFixture.part(whole.bytes(), middle, memory.endPfn(), 0)),
        "");
  }

  private static byte[] dump(FakePhysicalMemory memory, Random random) throws IOException {
    if (random.nextInt(4) == 0) {
      return LimeFixture.write(memory, random.nextBoolean(), presentRuns(memory));
    }
    Architecture architecture = Architecture.values()[random.nextInt(2)];
    DumpDescription description = ImageFixture.description(architecture);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    MemorySink file = new MemorySink();
    boolean flat = random.nextBoolean();
    DumpSink sink = flat ? new FlattenedSink(Channels.newChannel(stream)) : file;
    if (random.nextInt(4) == 0) {
      ElfCoreWriter.write(
          memory,
          ImageFixture.allOf(memory),
          description,
          SegmentAddresses.UNKNOWN,
          1,
          sink,
          PageProgress.NONE);
    } else {
      Compression compression = Compression.values()[random.nextInt(5)];
      KdumpWriter.write(memory, ImageFixture.allOf(memory), description, compression, 1, sink);
    }
    return flat ? stream.toByteArray() : file.bytes();
  }

  private static PhysicalRange[] presentRuns(FakePhysicalMemory memory) {
    PfnSet present = memory.presentFrames();
    List<PhysicalRange> runs = new ArrayList<>();
    for (long pfn = present.nextIn(0); pfn < present.end(); ) {
      long end = present.nextOut(pfn);
      runs.add(new PhysicalRange(pfn << 12, end << 12));
      pfn = present.nextIn(end);
    }
    return runs.toArray(PhysicalRange[]::new);
  }

  /** Changes a few bytes or numbers, mostly in the headers, and may cut the file off. */
  private static byte[] mutate(byte[] file, Random random) {
    byte[] mutated =
        random.nextInt(4) == 0 ? Arrays.copyOf(file, random.nextInt(file.length)) : file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(mutated).order(ByteOrder.LITTLE_ENDIAN);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && mutated.length > 16; i++) {
      int reach = random.nextBoolean() ? 0x300 : random.nextBoolean() ? 0x3000 : mutated.length;
      int at = random.nextInt(Math.min(reach, mutated.length - 8));
      switch (random.nextInt(3)) {
        case 0 -> bytes.put(at, (byte) random.nextInt());
        case 1 -> bytes.putInt(at & -4, (int) BORDERS[random.nextInt(BORDERS.length)]);
        default -> bytes.putLong(at & -8, BORDERS[random.nextInt(BORDERS.length)]);
      }
    }
    return mutated;
  }

  /** Changes up to three letters into others that a memory map may have. */
  private static String mutateText(String text, Random random) {
    StringBuilder mutated = new StringBuilder(text);
    for (int i = random.nextInt(4); i > 0 && !text.isEmpty(); i--) {
      mutated.setCharAt(
          random.nextInt(text.length()), LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return mutated.toString();
  }

  private static void readAll(PhysicalMemory memory) throws IOException {
    memory.presentFrames().count();
    byte[] page = new byte[4096];
    List<PhysicalRange> ranges = memory.ram();
    int pages = 0;
    for (PhysicalRange range : ranges) {
      for (long at = range.start(); at < range.end() && pages < MOST_PAGES; at += 4096) {
        pages++;
        memory.state(at >>> 12);
        try {
          memory.read(at, page, 0, (int) Math.min(4096, range.end() - at));
        } catch (DumpFormatException | MemoryFault expected) {
          if (!expected.getMessage().contains("0x")) {
            throw new AssertionError("no address named", expected);
          }
        }
      }
    }
  }
}
