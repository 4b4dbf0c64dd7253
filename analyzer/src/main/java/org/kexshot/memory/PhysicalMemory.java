package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * The machine's physical memory <em>as its own kernel saw it</em> at the instant of the image.
 * Every reader above (filter, page-table walk, kernel objects, comparison) works on this and never
 * on where the bytes lie now. Implementations may be read by several threads at once.
 */
public interface PhysicalMemory {
  /** RAM as the image declares it: ascending, not overlapping. */
  List<PhysicalRange> ram();

  /** One past the highest page frame number of {@link #ram()}. */
  default long endPfn() {
    List<PhysicalRange> ram = ram();
    return ram.isEmpty() ? 0 : (ram.get(ram.size() - 1).end() + 4095) >>> 12;
  }

  /** The frames of {@link #ram()}, also those that it has a part of, as a new set. */
  default PfnSet ramFrames() {
    PfnSet frames = new PfnSet(endPfn());
    for (PhysicalRange range : ram()) {
      frames.addRange(range.start() >>> 12, range.end() + 4095 >>> 12);
    }
    return frames;
  }

  /** What can be said of the page frame; {@link PageState#NOT_RAM} beyond {@link #endPfn()}. */
  PageState state(long pfn);

  /**
   * Reads bytes at a physical address. The range may cross page frames.
   *
   * @throws MemoryFault if a byte of it is not there: its page is not {@link PageState#PRESENT}, or
   *     the byte is no RAM, as at the end of a range that ends inside a page; nothing can be said
   *     then of what {@code into} holds
   * @throws IOException if the underlying file fails or is corrupt
   */
  void read(long physicalAddress, byte[] into, int offset, int length) throws IOException;

  /**
   * Fills {@code into} from its position to its limit, for long reads: an implementation whose
   * bytes lie in a file overrides this to read them without an array between.
   *
   * @throws MemoryFault as {@link #read(long, byte[], int, int)} does
   */
  default void read(long physicalAddress, ByteBuffer into) throws IOException {
    if (into.hasArray()) {
      read(physicalAddress, into.array(), into.arrayOffset() + into.position(), into.remaining());
      into.position(into.limit());
      return;
    }
    byte[] chunk = new byte[Math.min(into.remaining(), 1 << 16)];
    long address = physicalAddress;
    while (into.hasRemaining()) {
      int length = Math.min(chunk.length, into.remaining());
      read(address, chunk, 0, length);
      into.put(chunk, 0, length);
      address += length;
    }
  }

  /**
   * Reads a page frame for what keeps memory by whole pages. Those bytes of a frame that are no RAM
   * are zeros then, as {@code makedumpfile} has them.
   *
   * @param into gets {@link Page#SIZE} bytes
   * @throws MemoryFault if the frame is not {@link PageState#PRESENT}
   */
  default void readFrame(long pfn, ByteBuffer into) throws IOException {
    read(pfn << Page.SHIFT, into);
  }

  /**
   * The frames that are {@link PageState#PRESENT}, as a new set that ends at {@link #endPfn()}.
   * Costs one {@link #state} a frame of RAM unless overridden.
   */
  default PfnSet presentFrames() {
    PfnSet present = new PfnSet(endPfn());
    for (PhysicalRange range : ram()) {
      for (long pfn = range.start() >>> 12; pfn < (range.end() + 4095) >>> 12; pfn++) {
        if (state(pfn) == PageState.PRESENT) {
          present.add(pfn);
        }
      }
    }
    return present;
  }

  /**
   * Present frames that are known to hold zeros without being read, as a new set that ends at
   * {@link #endPfn()}; others may hold zeros too. Cost: that of holes, not of frames.
   *
   * @throws IOException if the file fails
   */
  default PfnSet zeroFrames() throws IOException {
    return new PfnSet(endPfn());
  }

  /**
   * Bytes of the blocks, counted from the start of each piece of RAM, that the file may lack as if
   * they were no RAM, because they hold zeros: what is {@link PageState#NOT_RAM} may be RAM then. 0
   * if it lacks none.
   */
  default long omittedBlock() {
    return 0;
  }

  /**
   * The frames that are {@link PageState#UNREADABLE}, as a new set that ends at {@link #endPfn()}.
   * Costs one {@link #state} for each frame of RAM that is not present unless overridden.
   */
  default PfnSet unreadableFrames() {
    PfnSet unreadable = new PfnSet(endPfn());
    PfnSet present = presentFrames();
    for (PhysicalRange range : ram()) {
      long end = (range.end() + 4095) >>> 12;
      long pfn = present.nextOut(range.start() >>> 12);
      for (; pfn < end; pfn = present.nextOut(pfn + 1)) {
        if (state(pfn) == PageState.UNREADABLE) {
          unreadable.add(pfn);
        }
      }
    }
    return unreadable;
  }
}
