package org.kexshot.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;

/**
 * Files that are damaged, by chance or on purpose: each opens, or says where it is wrong, and each
 * page reads, or says why not. Nothing else is thrown. The system property {@code kexshot.fuzz}
 * says how many mutations each of the 40 tries makes; 25,000 make a million.
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

  private static final int MOST_PAGES = 200;

  @Property(tries = 40)
  void damageIsNamedAndNothingElseHappens(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] file = dump(random);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = mutate(file, random);
      try (Dump dump = DumpFiles.open(ImageFixture.region(mutated), () -> {})) {
        readAll(dump.memory());
        dump.takenAt();
        dump.dumpLevel();
        dump.notes().encode();
      } catch (DumpFormatException | MemoryFault expected) {
        if (!expected.getMessage().contains("0x")) {
          throw new AssertionError("no offset named", expected);
        }
      }
    }
  }

  private static byte[] dump(Random random) throws IOException {
    FakePhysicalMemory memory = ImageFixture.random(random.nextInt(50));
    Architecture architecture = Architecture.values()[random.nextInt(2)];
    DumpDescription description = ImageFixture.description(architecture);
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    MemorySink file = new MemorySink();
    boolean flat = random.nextBoolean();
    DumpSink sink = flat ? new FlattenedSink(Channels.newChannel(stream)) : file;
    if (random.nextInt(4) == 0) {
      ElfCoreWriter.write(memory, ImageFixture.allOf(memory), description, 0, sink);
    } else {
      Compression compression = Compression.values()[random.nextInt(5)];
      KdumpWriter.write(memory, ImageFixture.allOf(memory), description, compression, 1, sink);
    }
    return flat ? stream.toByteArray() : file.bytes();
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
