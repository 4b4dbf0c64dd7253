package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * Physical memory of which the frames with contents have a page of a buffer each, in ascending
 * order, and others are known to hold zeros. Costs the counting of at most 64 words for each read.
 */
public final class BufferedMemory implements PhysicalMemory {
  private static final int WORDS_OF_STEP = 64;

  /** The copied pages, one behind the other. */
  public interface Buffer {
    /** A part of them, for one reader. */
    ByteBuffer bytes(long offset, int length) throws IOException;
  }

  private final Buffer buffer;
  private final List<PhysicalRange> ram;
  private final PfnSet inRam;
  private final PfnSet copied;
  private final PfnSet zeros;

  /** How many frames were copied before each step of 64 words of the bitmap. */
  private final long[] copiedBefore;

  /**
   * @param copied frames that have a page of the buffer
   * @param zeros frames that were all zeros and have none
   */
  public BufferedMemory(List<PhysicalRange> ram, PfnSet copied, PfnSet zeros, Buffer buffer) {
    this.buffer = buffer;
    this.ram = List.copyOf(ram);
    this.inRam = ramFrames();
    this.copied = copied;
    this.zeros = zeros;
    this.copiedBefore = new long[(int) ((copied.wordCount() + WORDS_OF_STEP - 1) / WORDS_OF_STEP)];
    long count = 0;
    for (long index = 0; index < copied.wordCount(); index++) {
      if (index % WORDS_OF_STEP == 0) {
        copiedBefore[(int) (index / WORDS_OF_STEP)] = count;
      }
      count += Long.bitCount(copied.word(index));
    }
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  @Override
  public PageState state(long pfn) {
    if (copied.contains(pfn) || zeros.contains(pfn)) {
      return PageState.PRESENT;
    }
    return inRam.contains(pfn) ? PageState.EXCLUDED : PageState.NOT_RAM;
  }

  @Override
  public PfnSet presentFrames() {
    PfnSet present = copied.copy();
    present.addAll(zeros);
    return present;
  }

  @Override
  public PfnSet unreadableFrames() {
    return new PfnSet(endPfn());
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    read(physicalAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    long address = physicalAddress;
    while (into.hasRemaining()) {
      long pfn = address >>> 12;
      int within = (int) address & Page.SIZE - 1;
      int length = Math.min(into.remaining(), Page.SIZE - within);
      if (copied.contains(pfn)) {
        into.put(buffer.bytes(place(pfn) * Page.SIZE + within, length));
      } else if (zeros.contains(pfn)) {
        for (int i = 0; i < length; i++) {
          into.put((byte) 0);
        }
      } else {
        throw fault(address, state(pfn));
      }
      address += length;
    }
  }

  private static MemoryFault fault(long address, PageState state) {
    String detail =
        state == PageState.NOT_RAM
            ? "no RAM there"
            : "the page was excluded from the snapshot by its dump level, or is the capture's own";
    return new MemoryFault("physical", address, state, detail);
  }

  /** The page of the buffer that has a copied frame's bytes. */
  private long place(long pfn) {
    long word = pfn >>> 6;
    int step = (int) (word / WORDS_OF_STEP);
    long place = copiedBefore[step];
    for (long index = (long) step * WORDS_OF_STEP; index < word; index++) {
      place += Long.bitCount(copied.word(index));
    }
    return place + Long.bitCount(copied.word(word) & (1L << pfn) - 1);
  }

  /** Frames that have a page of the buffer. */
  public long copiedCount() {
    return copied.count();
  }

  /** Frames that hold zeros. */
  public long zeroCount() {
    return zeros.count();
  }
}
