package org.kexshot.store.page;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.kexshot.store.file.CacheFile;

/**
 * The slots of the page table's file, read and written by parts of 4 KiB of which some are kept: a
 * page then takes no call of the system as a rule, each of which is an answer to wait for where the
 * file lies behind a connection. Memory: as far as it is used, 16 MiB or a 32nd of Java's heap,
 * whichever is less. For one thread.
 */
final class TableSlots {
  static final int SLOT_SIZE = 16;

  private static final int PART_SHIFT = 12;
  private static final int PART_SIZE = 1 << PART_SHIFT;
  private static final int PART_OF_HEAP = 32;
  private static final int FEWEST = 64;
  private static final int MOST = 1 << 12;
  private static final long NONE = -1;

  private final CacheFile file;
  private final long start;
  private final ByteBuffer[] parts;
  private final long[] numbers;
  private final BitSet changed = new BitSet();

  /**
   * @param start offset of the first slot in the file, whose size is that and a multiple of 4 KiB
   */
  TableSlots(CacheFile file, long start) {
    this(file, start, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / PART_SIZE);
  }

  /**
   * @param kept how many parts should be; within bounds so many are
   */
  TableSlots(CacheFile file, long start, long kept) {
    this.file = file;
    this.start = start;
    this.parts = new ByteBuffer[(int) Math.max(FEWEST, Math.min(kept, MOST))];
    this.numbers = new long[parts.length];
    Arrays.fill(numbers, NONE);
  }

  long key(long slot) throws IOException {
    return part(slot).getLong(offset(slot));
  }

  long reference(long slot) throws IOException {
    return part(slot).getLong(offset(slot) + Long.BYTES);
  }

  void put(long slot, long key, long reference) throws IOException {
    part(slot).putLong(offset(slot), key).putLong(offset(slot) + Long.BYTES, reference);
    changed.set(place(number(slot)));
  }

  /** Writes what was changed. */
  void flush() throws IOException {
    for (int place = changed.nextSetBit(0); place >= 0; place = changed.nextSetBit(place + 1)) {
      write(place);
    }
  }

  private static long number(long slot) {
    return slot * SLOT_SIZE >>> PART_SHIFT;
  }

  private static int offset(long slot) {
    return (int) (slot * SLOT_SIZE & PART_SIZE - 1);
  }

  private int place(long number) {
    return (int) (number % parts.length);
  }

  private ByteBuffer part(long slot) throws IOException {
    long number = number(slot);
    int place = place(number);
    if (numbers[place] != number) {
      if (changed.get(place)) {
        write(place);
      }
      read(place, number);
    }
    return parts[place];
  }

  private void read(int place, long number) throws IOException {
    if (parts[place] == null) {
      parts[place] = ByteBuffer.allocate(PART_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    }
    numbers[place] = NONE;
    if (file.read(start + (number << PART_SHIFT), parts[place].clear()) < PART_SIZE) {
      throw new IOException(
          file.path()
              + ": cannot be read: another process cut it short, or its file system failed; run"
              + " again");
    }
    numbers[place] = number;
  }

  private void write(int place) throws IOException {
    file.write(start + (numbers[place] << PART_SHIFT), parts[place].clear());
    changed.clear(place);
  }
}
