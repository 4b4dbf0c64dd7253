package org.kexshot.capture.memory;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageKind;
import org.kexshot.filter.PageSelection;
import org.kexshot.linux.AvailableMemory;

/**
 * How much memory a snapshot in memory will take, and how much there is.
 *
 * @param keptPages that a snapshot would keep at this moment, pages of zeros among them
 * @param bufferPages that it is to have room for
 * @param neededBytes for the buffer and what goes with it
 * @param room that there is
 */
record MemoryPlan(long keptPages, long bufferPages, long neededBytes, AvailableMemory room) {

  /** What more than now may be in use at the jump: a part of it, and this process itself. */
  private static final int GROWTH_DIVISOR = 16;

  private static final long GROWTH_PAGES = (16L << 20) / Page.SIZE;

  /**
   * Estimates. Reads every page descriptor once.
   *
   * @param buffer bytes for the copied pages, if the user says how many
   */
  static MemoryPlan make(LiveKernel kernel, DumpLevel level, OptionalLong buffer)
      throws IOException {
    // The program reaches all of RAM, what the kernel does not map too.
    PageSelection selection =
        PageFilter.select(
                kernel.memory(),
                kernel.memory().ramFrames(),
                kernel.core(),
                kernel.vmcoreinfo(),
                List.of(level),
                1)
            .get(0);
    long kept = selection.counts().get(PageKind.KEPT);
    long pages =
        buffer.isPresent()
            ? buffer.getAsLong() / Page.SIZE
            : kept + kept / GROWTH_DIVISOR + GROWTH_PAGES;
    return new MemoryPlan(
        kept, pages, SnapshotArea.bytes(kernel.memory().endPfn(), pages), AvailableMemory.read());
  }

  /** Why it cannot be done; empty if it can. */
  Optional<String> obstacle() {
    return room.shortage(neededBytes)
        .map(
            shortage ->
                "%s, and %d MiB are left to the system: %s, exclude more with --dump-level"
                    .formatted(inWords(), AvailableMemory.RESERVE >> 20, shortage));
  }

  /** Need and room in words. */
  String inWords() {
    return "about %d pages to keep, %d MiB of memory needed, %d MiB available"
        .formatted(keptPages, neededBytes >> 20, room.available() >> 20);
  }
}
