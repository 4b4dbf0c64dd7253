package org.kexshot.format.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.kexshot.address.PfnSet;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;

/**
 * The page descriptors of a kdump-compressed file: one for each frame of the second bitmap, in
 * frame order. Finds a frame's by counting bits, at the cost of at most 64 words; keeps the last
 * used blocks of the table. Several threads may read at once.
 */
final class DescriptorTable {
  /** Frames between two entries of the directory of counts. */
  private static final int STRIDE_SHIFT = 12;

  private static final int BLOCK_SHIFT = 9;
  private static final int SLOTS = 64;

  /**
   * Where a page lies.
   *
   * @param offset of its bytes in the file; 0 if they were never written
   * @param size bytes in the file
   * @param flags how it is packed, and {@link KdumpLayout#INCOMPLETE}
   */
  record Descriptor(long offset, int size, int flags) {}

  /** A stretch of the table, immutable once made. */
  private record Block(long number, ByteBuffer bytes) {}

  private final ByteRegion region;
  private final long offset;
  private final PfnSet frames;
  private final long[] counts;
  private final AtomicReferenceArray<Block> cache = new AtomicReferenceArray<>(SLOTS);

  DescriptorTable(ByteRegion region, long offset, PfnSet frames) {
    this.region = region;
    this.offset = offset;
    this.frames = frames;
    this.counts = new long[(int) (frames.end() >>> STRIDE_SHIFT) + 2];
    long wordsPerStride = 1 << STRIDE_SHIFT - 6;
    long count = 0;
    for (long word = 0; word < frames.wordCount(); word++) {
      if (word % wordsPerStride == 0) {
        counts[(int) (word / wordsPerStride)] = count;
      }
      count += Long.bitCount(frames.word(word));
    }
    counts[counts.length - 1] = count;
  }

  /** How many descriptors there are. */
  long size() {
    return counts[counts.length - 1];
  }

  /** The number of the frame's descriptor; the frame must have one. */
  long indexOf(long pfn) {
    long word = pfn >>> STRIDE_SHIFT << STRIDE_SHIFT - 6;
    long index = counts[(int) (pfn >>> STRIDE_SHIFT)];
    for (; word < pfn >>> 6; word++) {
      index += Long.bitCount(frames.word(word));
    }
    return index + Long.bitCount(frames.word(word) & (1L << pfn) - 1);
  }

  /** Where descriptor {@code index} lies in the file. */
  long positionOf(long index) {
    return offset + index * KdumpLayout.DESCRIPTOR_SIZE;
  }

  /**
   * Reads a descriptor.
   *
   * @throws org.kexshot.io.TruncatedException if the file ends before it
   */
  Descriptor get(long index) throws IOException {
    ByteBuffer bytes = block(index);
    int at = at(index);
    return new Descriptor(bytes.getLong(at), bytes.getInt(at + 8), bytes.getInt(at + 12));
  }

  private static int at(long index) {
    return (int) (index & (1 << BLOCK_SHIFT) - 1) * KdumpLayout.DESCRIPTOR_SIZE;
  }

  private ByteBuffer block(long index) throws IOException {
    long number = index >>> BLOCK_SHIFT;
    int slot = (int) number & SLOTS - 1;
    Block cached = cache.get(slot);
    if (cached != null && cached.number == number) {
      return cached.bytes;
    }
    long first = number << BLOCK_SHIFT;
    int count = (int) Math.min(1 << BLOCK_SHIFT, size() - first);
    ByteBuffer bytes;
    try {
      bytes = region.little(positionOf(first), count * KdumpLayout.DESCRIPTOR_SIZE);
    } catch (TruncatedException e) {
      // An incomplete file can still hold the part of the block that is asked for.
      return region.little(positionOf(first), at(index) + KdumpLayout.DESCRIPTOR_SIZE);
    }
    cache.set(slot, new Block(number, bytes));
    return bytes;
  }
}
