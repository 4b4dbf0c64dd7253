package org.kexshot.format.kdump;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.Utsname;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The files that {@code makedumpfile --split} writes, as one dump. Each has all headers and bitmaps
 * but only the pages of its own range of frames. Files of the set that were not given leave their
 * pages unreadable. Source: {@code writeout_multiple_dumpfiles} in {@code makedumpfile.c}.
 */
public final class KdumpSplitSet implements Dump, PhysicalMemory {
  /** In ascending order of frames. */
  private final List<KdumpDump> parts;

  private KdumpSplitSet(List<KdumpDump> parts) {
    this.parts = parts;
  }

  /** The set of which these are files, already known to belong together. */
  static KdumpSplitSet of(List<KdumpDump> parts) {
    return new KdumpSplitSet(
        parts.stream()
            .sorted(Comparator.comparingLong(part -> part.header().splitStart()))
            .toList());
  }

  /**
   * Joins files of one set, in any order.
   *
   * @param parts closed with the set; not closed if this throws
   * @throws DumpFormatException if one is not a file of a split set, or two are of different sets
   *     or have the same pages
   */
  public static KdumpSplitSet join(List<KdumpDump> parts) throws DumpFormatException {
    KdumpDump first = parts.get(0);
    for (KdumpDump part : parts) {
      if (!part.isSplit()) {
        throw new DumpFormatException(
            part.name(),
            KdumpHeader.BLOCK + part.header().layout().split(),
            "a dump of its own; together with others a file of a split set is expected");
      }
      if (!part.header().isOfSameSet(first.header())) {
        throw new DumpFormatException(
            part.name(), 0, "a file of another split set than %s".formatted(first.name()));
      }
    }
    KdumpSplitSet set = of(parts);
    for (int i = 1; i < parts.size(); i++) {
      KdumpDump before = set.parts.get(i - 1);
      KdumpDump after = set.parts.get(i);
      if (after.header().splitStart() < before.header().splitEnd()) {
        throw new DumpFormatException(
            after.name(),
            KdumpHeader.BLOCK + after.header().layout().startPfn64(),
            "begins with page frame 0x%x, which %s has too"
                .formatted(after.header().splitStart(), before.name()));
      }
    }
    return set;
  }

  private KdumpDump first() {
    return parts.get(0);
  }

  /** The file that has the frame; any other if none has. */
  private KdumpDump partOf(long pfn) {
    for (KdumpDump part : parts) {
      if (pfn < part.header().splitEnd()) {
        return part;
      }
    }
    return parts.get(parts.size() - 1);
  }

  @Override
  public List<PhysicalRange> ram() {
    return first().memory().ram();
  }

  @Override
  public PageState state(long pfn) {
    return partOf(pfn).memory().state(pfn);
  }

  @Override
  public PfnSet presentFrames() {
    PfnSet present = first().memory().presentFrames();
    for (KdumpDump part : parts.subList(1, parts.size())) {
      present.addAll(part.memory().presentFrames());
    }
    return present;
  }

  @Override
  public PfnSet unreadableFrames() {
    PfnSet unreadable = first().memory().unreadableFrames();
    for (KdumpDump part : parts) {
      unreadable.removeAll(part.memory().presentFrames());
    }
    return unreadable;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long address = physicalAddress + done;
      KdumpDump part = partOf(address >>> Page.SHIFT);
      long toEnd = (part.header().splitEnd() << Page.SHIFT) - address;
      int chunk = (int) (toEnd > 0 ? Math.min(length - done, toEnd) : length - done);
      part.memory().read(address, into, offset + done, chunk);
      done += chunk;
    }
  }

  @Override
  public String formatName() {
    return "%s, %d files of a split set".formatted(first().formatName(), parts.size());
  }

  @Override
  public Architecture architecture() {
    return first().architecture();
  }

  @Override
  public PhysicalMemory memory() {
    return this;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return first().vmcoreinfo();
  }

  @Override
  public Optional<Utsname> utsname() {
    return first().utsname();
  }

  @Override
  public ElfNotes notes() {
    return first().notes();
  }

  @Override
  public Optional<Instant> takenAt() {
    return first().takenAt();
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return first().dumpLevel();
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    long end = 0;
    for (KdumpDump part : parts) {
      missing(end, part.header().splitStart(), problems);
      end = part.header().splitEnd();
      part.incompleteness().ifPresent(problems::add);
    }
    missing(end, first().header().endFrame(), problems);
    return problems;
  }

  private void missing(long from, long to, List<String> problems) {
    if (from < to) {
      problems.add(
          "%s: the pages from 0x%x up to 0x%x are in another file of the split set; name all files"
              .formatted(first().name(), from << Page.SHIFT, to << Page.SHIFT));
    }
  }

  @Override
  public void close() throws IOException {
    IOException failure = null;
    for (KdumpDump part : parts) {
      try {
        part.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
