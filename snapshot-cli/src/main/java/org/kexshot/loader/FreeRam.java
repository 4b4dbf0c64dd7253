package org.kexshot.loader;

import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;

/** RAM in which a place is still to be found for parts of an image. */
final class FreeRam {
  private final PhysicalRange within;
  private List<PhysicalRange> free;

  /**
   * @param ram of the machine, by whole pages
   * @param within what of it may be used
   */
  FreeRam(List<PhysicalRange> ram, PhysicalRange within) {
    this.within = within;
    this.free = new ArrayList<>();
    for (PhysicalRange range : ram) {
      long start = Math.max(range.start(), within.start()) + Page.SIZE - 1 & -Page.SIZE;
      long end = Math.min(range.end(), within.end()) & -Page.SIZE;
      if (start < end) {
        free.add(new PhysicalRange(start, end));
      }
    }
  }

  /** Takes the pages that a range touches, whether they are there or not. */
  void take(PhysicalRange range) {
    PhysicalRange taken =
        new PhysicalRange(range.start() & -Page.SIZE, range.end() + Page.SIZE - 1 & -Page.SIZE);
    List<PhysicalRange> left = new ArrayList<>();
    for (PhysicalRange piece : free) {
      if (!piece.overlaps(taken)) {
        left.add(piece);
        continue;
      }
      if (piece.start() < taken.start()) {
        left.add(new PhysicalRange(piece.start(), taken.start()));
      }
      if (taken.end() < piece.end()) {
        left.add(new PhysicalRange(taken.end(), piece.end()));
      }
    }
    free = left;
  }

  /**
   * The lowest place for so many bytes, which is taken.
   *
   * @param what it is for, in messages
   */
  PhysicalRange lowest(long size, long alignment, String what) throws LoaderException {
    long step = Math.max(alignment, Page.SIZE);
    for (PhysicalRange piece : free) {
      long start = (piece.start() + step - 1) / step * step;
      if (size <= piece.end() - start) {
        return taken(start, size);
      }
    }
    throw noPlace(size, what);
  }

  /**
   * The highest place for so many bytes, which is taken.
   *
   * @param limit one past the highest possible end
   * @param what it is for, in messages
   */
  PhysicalRange highest(long size, long limit, String what) throws LoaderException {
    for (int i = free.size() - 1; i >= 0; i--) {
      PhysicalRange piece = free.get(i);
      long start = Math.min(piece.end(), limit) - size & -Page.SIZE;
      if (start >= piece.start()) {
        return taken(start, size);
      }
    }
    throw noPlace(size, what);
  }

  private PhysicalRange taken(long start, long size) {
    PhysicalRange place = PhysicalRange.ofLength(start, size);
    take(place);
    return place;
  }

  private LoaderException noPlace(long size, String what) {
    return new LoaderException(
        LoaderException.Reason.IMAGE,
        "no RAM in one piece from 0x%x to 0x%x for %s of %d KiB; give another --range"
            .formatted(within.start(), within.end(), what, size + 1023 >> 10));
  }
}
