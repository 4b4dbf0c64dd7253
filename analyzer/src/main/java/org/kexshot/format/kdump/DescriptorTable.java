package org.kexshot.format.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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

  /** log2 of the descriptors that a pass over all of them reads at once. */
  private static final int SCAN_SHIFT = 12;

  private static final byte[] NEVER_WRITTEN = new byte[KdumpLayout.DESCRIPTOR_SIZE];

  /**
   * Where a page lies.
   *
   * @param offset of its bytes in the file; 0 if they were never written, and never less
   * @param size bytes in the file
   * @param flags how it is packed, and {@link KdumpLayout#INCOMPLETE}
   */
  record Descriptor(long offset, int size, int flags) {
    /** Whether the file says that it has the page, which may still lie beyond the file's end. */
    boolean isWritten() {
      return offset > 0 && (flags & KdumpLayout.INCOMPLETE) == 0;
    }
  }

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
    return decode(block(index), at(index));
  }

  /**
   * The frames whose pages the region holds; all descriptors are read once, in order.
   *
   * @throws IOException if the underlying file fails; a file that ends early does not fail
   */
  PfnSet framesInFile() throws IOException {
    PfnSet found = frames.copy();
    ByteBuffer chunk =
        ByteBuffer.allocate(KdumpLayout.DESCRIPTOR_SIZE << SCAN_SHIFT)
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
    long presentFrom = 0;
    long presentEnd = 0;
    long index = 0;
    for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
      if (!chunk.hasRemaining()) {
        fill(chunk, index);
      }
      index++;
      Descriptor page = decode(chunk, chunk.position());
      chunk.position(chunk.position() + KdumpLayout.DESCRIPTOR_SIZE);
      long length = Integer.toUnsignedLong(page.size);
      if (page.offset < presentFrom || page.offset > presentEnd - length) {
        presentFrom = page.offset;
        presentEnd = region.presentEnd(page.offset);
      }
      if (!page.isWritten() || length > presentEnd - page.offset) {
        found.remove(pfn);
      }
    }
    return found;
  }

  /** Reads the descriptors from {@code index} on; one that the region lacks as all zeros. */
  private void fill(ByteBuffer chunk, long index) throws IOException {
    long position = positionOf(index);
    long there = region.presentEnd(position) - position;
    long wanted = Math.min(chunk.capacity(), (size() - index) * KdumpLayout.DESCRIPTOR_SIZE);
    int length = (int) (Math.min(wanted, there) / KdumpLayout.DESCRIPTOR_SIZE);
    if (length == 0) {
      chunk.clear().limit(KdumpLayout.DESCRIPTOR_SIZE).put(0, NEVER_WRITTEN);
      return;
    }
    region.read(position, chunk.clear().limit(length * KdumpLayout.DESCRIPTOR_SIZE));
    chunk.flip();
  }

  private static Descriptor decode(ByteBuffer bytes, int at) {
    return new Descriptor(bytes.getLong(at), bytes.getInt(at + 8), bytes.getInt(at + 12));
  }

  /** Whether the region holds the page of a descriptor. */
  boolean isInFile(Descriptor descriptor) {
    return descriptor.isWritten()
        && region.holds(descriptor.offset, Integer.toUnsignedLong(descriptor.size));
  }

  /** The frames that have a descriptor. */
  PfnSet frames() {
    return frames;
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
