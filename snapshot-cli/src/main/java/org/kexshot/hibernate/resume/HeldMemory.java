package org.kexshot.hibernate.resume;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.linux.AvailableMemory;
import org.kexshot.linux.LockedMemory;
import org.kexshot.linux.SystemCallException;

/**
 * Memory of this process, locked, of which it is known in which frame each page lies. Taken in
 * pieces until there is enough, so that most of the machine's frames are among it.
 *
 * <p>Pages are numbered from 0 in the order in which they were taken. Cost: 4 bytes for each frame
 * of the machine, 8 for each page.
 */
final class HeldMemory implements Closeable {
  private static final int PIECE = 4 << 20;
  private static final int PAGES_OF_PIECE = PIECE / Page.SIZE;

  /** With less left than that beyond the reserve, it is looked at before each piece. */
  private static final long NEARLY_ALL = 64 << 20;

  private final List<LockedMemory> pieces = new ArrayList<>();
  private final List<long[]> frames = new ArrayList<>();

  /** By frame, the page that lies there plus one; 0 for frames that this process does not have. */
  private final int[] pageAt;

  /** What was available at the last look, less what was taken since. */
  private long available;

  /**
   * @param endPfn one past the highest frame of the machine
   */
  HeldMemory(long endPfn) {
    pageAt = new int[Math.toIntExact(endPfn)];
  }

  /**
   * Takes another piece.
   *
   * @param reserve bytes that must stay available to the system
   * @throws HibernationException if there is no more
   */
  void takeMore(long reserve) throws IOException {
    if (available < reserve + PIECE + NEARLY_ALL) {
      available = AvailableMemory.read().available();
    }
    if (available < reserve + PIECE) {
      throw shortage(available, "%d MiB are needed for the rest".formatted(reserve >> 20), null);
    }
    LockedMemory piece;
    try {
      piece = LockedMemory.allocate(PIECE);
    } catch (SystemCallException e) {
      throw shortage(available, e.getMessage(), e);
    }
    available -= PIECE;
    pieces.add(piece);
    long[] lie = piece.frames();
    frames.add(lie);
    for (int i = 0; i < lie.length; i++) {
      if (lie[i] < 0 || lie[i] >= pageAt.length) {
        throw new HibernationException(
            "/proc/self/pagemap does not show where this process's memory lies: it takes root and"
                + " CONFIG_PROC_PAGE_MONITOR");
      }
      pageAt[(int) lie[i]] = (pieces.size() - 1) * PAGES_OF_PIECE + i + 1;
    }
  }

  private HibernationException shortage(long available, String why, Throwable cause) {
    return new HibernationException(
        ("this system has too little memory to take the image in: %d MiB were taken, %d MiB are"
                + " left, and %s; resume with fewer processes, from an initial file system")
            .formatted((long) pieces.size() * PIECE >> 20, available >> 20, why),
        cause);
  }

  /** How many pages were taken. */
  int count() {
    return pieces.size() * PAGES_OF_PIECE;
  }

  /** The frame in which a page lies. */
  long frame(int page) {
    return frames.get(page / PAGES_OF_PIECE)[page % PAGES_OF_PIECE];
  }

  /** The page that lies in a frame; -1 if this process does not have it. */
  int pageIn(long frame) {
    return frame < pageAt.length ? pageAt[(int) frame] - 1 : -1;
  }

  /** A page's virtual address. */
  long address(int page) {
    return pieces.get(page / PAGES_OF_PIECE).start() + (long) (page % PAGES_OF_PIECE) * Page.SIZE;
  }

  /**
   * The bytes of pages.
   *
   * @param count of pages that follow each other in one piece
   */
  ByteBuffer bytes(int page, int count) {
    return pieces
        .get(page / PAGES_OF_PIECE)
        .bytes((long) (page % PAGES_OF_PIECE) * Page.SIZE, count * Page.SIZE);
  }

  /** Whether a page and the one before it are in one piece, and so follow each other. */
  static boolean followsInPiece(int page) {
    return page % PAGES_OF_PIECE != 0;
  }

  /**
   * Makes sure that all pages lie where they were when they were taken.
   *
   * @throws HibernationException if the kernel moved one
   */
  void requireUnmoved() throws IOException {
    for (int i = 0; i < pieces.size(); i++) {
      int moved = Arrays.mismatch(frames.get(i), pieces.get(i).frames());
      if (moved >= 0) {
        throw new HibernationException(
            "the kernel moved a page of this process out of frame 0x%x, so that the image no longer"
                    .formatted(frames.get(i)[moved])
                + " lies where it belongs; try again");
      }
    }
  }

  @Override
  public void close() {
    pieces.forEach(LockedMemory::close);
    pieces.clear();
  }
}
