package org.kexshot.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.LiveReading;
import org.kexshot.format.Utsname;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * An image less the pages that a filter excluded from it: what a dump of that level would hold,
 * before it is written. Pages of zeros are all there. Closing it closes the image.
 */
public final class SelectedDump implements Dump {
  private final Dump whole;
  private final PageSelection selection;

  public SelectedDump(Dump whole, PageSelection selection) {
    this.whole = whole;
    this.selection = selection;
  }

  @Override
  public String formatName() {
    return whole.formatName();
  }

  @Override
  public Architecture architecture() {
    return whole.architecture();
  }

  @Override
  public PhysicalMemory memory() {
    return new SelectedMemory(whole.memory(), selection.kept());
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return whole.vmcoreinfo();
  }

  @Override
  public Optional<Utsname> utsname() {
    return whole.utsname();
  }

  @Override
  public ElfNotes notes() {
    return whole.notes();
  }

  @Override
  public List<String> problems() {
    return whole.problems();
  }

  @Override
  public Optional<Instant> takenAt() {
    return whole.takenAt();
  }

  @Override
  public Optional<LiveReading> liveReading() {
    return whole.liveReading();
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(whole.dumpLevel().orElse(0) | selection.level().value());
  }

  @Override
  public void close() throws IOException {
    whole.close();
  }

  /** Memory of which only some frames are there; the others of its present ones are excluded. */
  private record SelectedMemory(PhysicalMemory whole, PfnSet kept) implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return whole.ram();
    }

    @Override
    public PageState state(long pfn) {
      PageState state = whole.state(pfn);
      return state == PageState.PRESENT && !isKept(pfn) ? PageState.EXCLUDED : state;
    }

    private boolean isKept(long pfn) {
      return pfn < kept.end() && kept.contains(pfn);
    }

    @Override
    public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
      int there = (int) (firstExcluded(physicalAddress, length) - physicalAddress);
      whole.read(physicalAddress, into, offset, there);
      requireAll(physicalAddress, there, length);
    }

    @Override
    public void read(long physicalAddress, ByteBuffer into) throws IOException {
      int length = into.remaining();
      int limit = into.limit();
      int there = (int) (firstExcluded(physicalAddress, length) - physicalAddress);
      try {
        whole.read(physicalAddress, into.limit(into.position() + there));
      } finally {
        into.limit(limit);
      }
      requireAll(physicalAddress, there, length);
    }

    @Override
    public void readFrame(long pfn, ByteBuffer into) throws IOException {
      if (state(pfn) == PageState.EXCLUDED) {
        requireAll(pfn << Page.SHIFT, 0, Page.SIZE);
      }
      whole.readFrame(pfn, into);
    }

    /** The first address of an excluded page; the range's end if it has none. */
    private long firstExcluded(long address, int length) {
      long last = address + length - 1 >>> Page.SHIFT;
      for (long pfn = address >>> Page.SHIFT; pfn <= last; pfn++) {
        if (state(pfn) == PageState.EXCLUDED) {
          return Math.max(address, pfn << Page.SHIFT);
        }
      }
      return address + length;
    }

    private static void requireAll(long address, int there, int length) throws MemoryFault {
      if (there < length) {
        throw new MemoryFault(
            "physical", address + there, PageState.EXCLUDED, "the dump level excludes the page");
      }
    }

    @Override
    public PfnSet presentFrames() {
      PfnSet present = whole.presentFrames();
      PfnSet excluded = present.copy();
      excluded.removeAll(kept);
      present.removeAll(excluded);
      return present;
    }

    @Override
    public PfnSet zeroFrames() throws IOException {
      PfnSet zeros = whole.zeroFrames();
      PfnSet excluded = zeros.copy();
      excluded.removeAll(kept);
      zeros.removeAll(excluded);
      return zeros;
    }

    @Override
    public long omittedBlock() {
      return whole.omittedBlock();
    }

    @Override
    public PfnSet unreadableFrames() {
      return whole.unreadableFrames();
    }
  }
}
