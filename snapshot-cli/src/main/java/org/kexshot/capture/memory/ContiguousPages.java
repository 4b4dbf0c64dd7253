package org.kexshot.capture.memory;

import java.io.IOException;
import org.kexshot.address.Page;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.linux.LockedMemory;
import org.kexshot.linux.SystemCallException;

/**
 * Pages of this process that lie one after the other in physical memory: where the program is to be
 * found after the jump. What the jump exchanges it with is then nothing of the system's.
 */
final class ContiguousPages {
  private static final long[] TRIES = {1L << 20, 16L << 20, 128L << 20};

  private ContiguousPages() {}

  /**
   * Finds some.
   *
   * @param size bytes, a multiple of the page size
   * @throws CaptureException {@link Reason#NO_ROOM} if there is too little memory, or it is so
   *     fragmented that none are found
   */
  static LockedMemory find(long size) throws IOException {
    int pages = (int) (size / Page.SIZE);
    for (long bytes : TRIES) {
      LockedMemory memory = locked(Math.max(bytes, size));
      int first = run(memory.frames(), pages);
      if (first >= 0) {
        return memory.only((long) first * Page.SIZE, size);
      }
      memory.close();
    }
    throw new CaptureException(
        Reason.NO_ROOM,
        ("no %d pages in a row among %d MiB of fresh memory, or /proc/self/pagemap does not show"
                + " them (CONFIG_PROC_PAGE_MONITOR): memory is too fragmented; take --method kernel")
            .formatted(pages, TRIES[TRIES.length - 1] >> 20));
  }

  private static LockedMemory locked(long bytes) throws IOException {
    try {
      return LockedMemory.allocate(bytes);
    } catch (SystemCallException e) {
      throw new CaptureException(
          Reason.NO_ROOM,
          e.getMessage() + "; it is for the program that copies memory; take --method kernel",
          e);
    }
  }

  /** Index of the first of {@code count} frames that follow each other; -1 if there are none. */
  static int run(long[] frames, int count) {
    int length = 0;
    for (int i = 0; i < frames.length; i++) {
      boolean follows = length > 0 && frames[i] == frames[i - 1] + 1;
      length = frames[i] < 0 ? 0 : follows ? length + 1 : 1;
      if (length == count) {
        return i - count + 1;
      }
    }
    return -1;
  }
}
