package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.memory.KexecPageList;

/**
 * Where each page of an image is read to. It belongs in a frame: if this process has that frame,
 * the page is read there and then; if not, it is read to one that is no part of the image, and is
 * copied at the very end.
 */
final class Placement {
  private static final int ENTRY = 2 * Integer.BYTES;

  private final HeldMemory held;

  /** By the image's pages, the page of this process. */
  private final int[] pages;

  private final ByteBuffer copies;
  private final ByteBuffer zeros;

  private Placement(HeldMemory held, int[] pages, ByteBuffer copies, ByteBuffer zeros) {
    this.held = held;
    this.pages = pages;
    this.copies = copies;
    this.zeros = zeros;
  }

  /**
   * Takes as much memory as the image needs, and places its pages.
   *
   * @param exchanged which frames the system's jump exchanged
   * @param program where the program that ends the resume lies: nothing else may
   * @param reserve bytes that must stay available to this system
   */
  static Placement of(
      ImageOnDevice image,
      KexecPageList exchanged,
      PhysicalRange program,
      HeldMemory held,
      long reserve)
      throws IOException {
    int count = Math.toIntExact(image.mark().pages());
    PfnSet places = places(image.contents(), exchanged, program);
    PfnSet zeroPlaces = places(image.zeros(), exchanged, program);
    int usable = 0;
    for (int page = 0; usable < count; page++) {
      while (page == held.count()) {
        held.takeMore(reserve);
      }
      usable += program.contains(held.frame(page) << Page.SHIFT) ? 0 : 1;
    }
    int[] pages = new int[count];
    int copied = 0;
    int at = 0;
    for (long pfn = image.contents().nextIn(0); at < count; at++) {
      pages[at] = held.pageIn(exchanged.placeOf(pfn));
      copied += pages[at] < 0 ? 1 : 0;
      pfn = image.contents().nextIn(pfn + 1);
    }
    ByteBuffer copies = list(copied);
    int free = 0;
    at = 0;
    for (long pfn = image.contents().nextIn(0); at < count; at++) {
      if (pages[at] < 0) {
        long frame = held.frame(free);
        while (places.contains(frame) || program.contains(frame << Page.SHIFT)) {
          frame = held.frame(++free);
        }
        pages[at] = free++;
        copies.putInt((int) frame).putInt((int) exchanged.placeOf(pfn));
      }
      pfn = image.contents().nextIn(pfn + 1);
    }
    return new Placement(held, pages, copies.flip(), runs(zeroPlaces));
  }

  private static PfnSet places(PfnSet frames, KexecPageList exchanged, PhysicalRange program)
      throws HibernationException {
    PfnSet places = new PfnSet(frames.end());
    for (long pfn = frames.nextIn(0); pfn < frames.end(); pfn = frames.nextIn(pfn + 1)) {
      long place = exchanged.placeOf(pfn);
      if (place >= places.end() || program.contains(place << Page.SHIFT)) {
        throw new HibernationException(
            "the image is damaged: frame 0x%x of it belongs in frame 0x%x, where the capture kernel"
                    .formatted(pfn, place)
                + " was or nothing is");
      }
      places.add(place);
    }
    return places;
  }

  private static ByteBuffer runs(PfnSet frames) {
    int count = 0;
    for (long pfn = frames.nextIn(0);
        pfn < frames.end();
        pfn = frames.nextIn(frames.nextOut(pfn))) {
      count++;
    }
    ByteBuffer runs = list(count);
    for (long pfn = frames.nextIn(0); pfn < frames.end(); ) {
      long end = frames.nextOut(pfn);
      runs.putInt((int) pfn).putInt((int) (end - pfn));
      pfn = frames.nextIn(end);
    }
    return runs.flip();
  }

  private static ByteBuffer list(int entries) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(entries, ENTRY))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Pages of the image. */
  int count() {
    return pages.length;
  }

  /**
   * How many of the image's pages from one on are to follow each other in this process's memory.
   */
  int contiguous(int index, int most) {
    int end = index + 1;
    while (end < pages.length
        && end - index < most
        && pages[end] == pages[end - 1] + 1
        && HeldMemory.followsInPiece(pages[end])) {
      end++;
    }
    return end - index;
  }

  /** The virtual address to which a page of the image is read. */
  long address(int index) {
    return held.address(pages[index]);
  }

  /** Which page of the image a frame of the system has; -1 if it has none. */
  static int indexOf(ImageOnDevice image, long pfn) {
    if (!image.contents().contains(pfn)) {
      return -1;
    }
    return (int) image.contents().below(pfn).count();
  }

  /** Bytes of pages of the image that are {@link #contiguous}. */
  ByteBuffer bytes(int index, int count) {
    return held.bytes(pages[index], count);
  }

  /** What is to be copied at the end: {frame, frame where it belongs}, 32 bits each. */
  ByteBuffer copies() {
    return copies.duplicate();
  }

  /** What is to be filled with zeros at the end: {first frame, number}, 32 bits each. */
  ByteBuffer zeros() {
    return zeros.duplicate();
  }

  /** Entries of such a list. */
  static int entries(ByteBuffer list) {
    return list.remaining() / ENTRY;
  }
}
