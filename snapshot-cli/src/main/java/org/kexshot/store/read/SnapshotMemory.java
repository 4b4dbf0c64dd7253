package org.kexshot.store.read;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/**
 * Physical memory as a stored snapshot holds it. Pages are stored whole; what of one is no RAM, as
 * the snapshot's ranges have it, is not read out of it.
 */
final class SnapshotMemory implements PhysicalMemory {
  private final PageMap map;
  private final PackSet packs;
  private final List<PhysicalRange> ram;
  private final PartialFrames partial;
  private final ReadFailures failures;

  /**
   * @param failures is told of pages that cannot be read although they are stored
   */
  SnapshotMemory(PageMap map, PackSet packs, List<PhysicalRange> ram, ReadFailures failures) {
    this.map = map;
    this.packs = packs;
    this.ram = ram;
    this.partial = PartialFrames.of(ram);
    this.failures = failures;
  }

  PageMap map() {
    return map;
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  /** Cost: O(runs) of the page map. */
  @Override
  public PfnSet presentFrames() {
    return frames(reference -> stateOf(reference) == PageState.PRESENT);
  }

  /** Cost: O(runs) of the page map. */
  @Override
  public PfnSet unreadableFrames() {
    return frames(reference -> stateOf(reference) == PageState.UNREADABLE);
  }

  /** Cost: O(runs) of the page map. */
  @Override
  public PfnSet zeroFrames() {
    return frames(reference -> reference == PageReference.ZERO);
  }

  private PfnSet frames(LongPredicate wanted) {
    PfnSet frames = new PfnSet(endPfn());
    PageMap.Cursor runs = map.cursor();
    long start = 0;
    long end = 0;
    try {
      while (runs.next()) {
        if (wanted.test(runs.reference())) {
          // Long runs follow each other, and a set takes them best as one.
          if (runs.start() != end) {
            add(frames, start, end);
            start = runs.start();
          }
          end = runs.start() + runs.count();
        }
      }
    } catch (IOException e) {
      failures.note();
      throw new UncheckedIOException(e);
    }
    add(frames, start, end);
    return frames;
  }

  /** A damaged map may go on beyond the RAM that its snapshot has. */
  private static void add(PfnSet frames, long start, long end) {
    frames.addRange(start, Math.min(end, frames.end()));
  }

  @Override
  public PageState state(long frame) {
    try {
      return stateOf(map.reference(frame));
    } catch (IOException e) {
      failures.note();
      throw new UncheckedIOException(e);
    }
  }

  static PageState stateOf(long reference) {
    if (PageReference.isStored(reference) || reference == PageReference.ZERO) {
      return PageState.PRESENT;
    }
    if (reference == PageReference.EXCLUDED) {
      return PageState.EXCLUDED;
    }
    return reference == PageReference.NOT_RAM ? PageState.NOT_RAM : PageState.UNREADABLE;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long address = physicalAddress + done;
      int inPage = Page.offset(address);
      int chunk = Math.min(length - done, Page.SIZE - inPage);
      long noRam = partial.firstOutside(address, chunk);
      if (noRam < address + chunk && state(address >>> Page.SHIFT) == PageState.PRESENT) {
        throw new MemoryFault(
            "physical", noRam, partial.nextInside(noRam), PageState.NOT_RAM, "no RAM there");
      }
      readPage(address, into, offset + done, chunk);
      done += chunk;
    }
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    if (into.hasArray() && into.remaining() >= Page.SIZE) {
      int at = into.arrayOffset() + into.position();
      readPage(pfn << Page.SHIFT, into.array(), at, Page.SIZE);
      into.position(into.position() + Page.SIZE);
      return;
    }
    byte[] page = new byte[Page.SIZE];
    readPage(pfn << Page.SHIFT, page, 0, Page.SIZE);
    into.put(page);
  }

  /** Reads a part of a page as it is stored. */
  private void readPage(long address, byte[] into, int offset, int length) throws IOException {
    long reference;
    try {
      reference = map.reference(address >>> Page.SHIFT);
      if (PageReference.isStored(reference)) {
        packs.read(reference, Page.offset(address), into, offset, length);
        return;
      }
    } catch (IOException failure) {
      failures.note();
      throw failure;
    }
    if (reference == PageReference.ZERO) {
      Arrays.fill(into, offset, offset + length, (byte) 0);
    } else {
      throw fault(address, stateOf(reference));
    }
  }

  private static MemoryFault fault(long address, PageState state) {
    String detail =
        switch (state) {
          case EXCLUDED -> "the page was excluded from the snapshot by its dump level";
          case NOT_RAM -> "no RAM there";
          default -> "the page could not be read when the snapshot was taken";
        };
    return new MemoryFault("physical", address, state, detail);
  }
}
