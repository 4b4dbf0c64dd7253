package org.kexshot.cli.mangled;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What is overwritten in one copy of an image; the same for the same seed, index and image.
 *
 * @param reader whose words are overwritten
 * @param changes in the order in which they are made
 */
record Mangling(String reader, List<Change> changes) {
  /** Values at which arithmetic, loops and allocations go wrong. */
  private static final long[] BORDERS = {
    0,
    1,
    2,
    -1,
    -2,
    7,
    0x7f,
    0xff,
    0xfff,
    0x1000,
    0x1001,
    0x7fff,
    0xffff,
    0x10_0000,
    0x7fff_ffff,
    0x8000_0000L,
    0xffff_ffffL,
    0xffff_f000L,
    1L << 32,
    1L << 40,
    1L << 47,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    0xffff_8000_0000_0000L,
    0xffff_ffff_ffff_f000L
  };

  /** Bytes written at a physical address. */
  record Change(long address, byte[] bytes) {}

  /** The mangling of a number in a series. */
  static Mangling of(MangledImage image, ReadRecord record, long seed, int index) {
    Random random = new Random(seed * 1_000_003 + index);
    List<String> readers = record.readers();
    String reader = readers.get(index % readers.size());
    List<Change> changes = new ArrayList<>();
    int words =
        switch (random.nextInt(8)) {
          case 0, 1, 2, 3 -> 1;
          case 4, 5 -> 2 + random.nextInt(7);
          default -> 8 + random.nextInt(57);
        };
    for (int i = 0; i < words; i++) {
      long address = record.anyWord(reader, random);
      int width = random.nextInt(4) == 0 ? 4 : image.wordSize();
      long aligned = address & -width;
      long value = value(image, record, reader, aligned, random);
      ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(value);
      changes.add(new Change(aligned, Arrays.copyOf(bytes.array(), width)));
    }
    if (random.nextInt(16) == 0) {
      byte[] noise = new byte[1 + random.nextInt(4096)];
      random.nextBytes(noise);
      changes.add(new Change(record.anyWord(reader, random), noise));
    }
    return new Mangling(reader, changes);
  }

  private static long value(
      MangledImage image, ReadRecord record, String reader, long address, Random random) {
    long was = image.word(address);
    return switch (random.nextInt(8)) {
      case 0, 1 -> BORDERS[random.nextInt(BORDERS.length)];
      case 2 -> was ^ 1L << random.nextInt(64);
      case 3 -> was + (random.nextInt(65) - 32) * (random.nextBoolean() ? 8 : 0x1000);
      case 4 -> random.nextLong();
      case 5 -> random.nextInt(1 << random.nextInt(31));
      // What another word of the same structures holds: lists and trees that run in circles.
      default -> image.word(record.anyWord(reader, random) & -(long) image.wordSize());
    };
  }
}
