package org.kexshot.memory;

import java.io.IOException;
import org.kexshot.address.PfnSet;

/**
 * What is known of page frames before any is read, run by run, so that what a file claims and does
 * not have costs nothing. Memory: a few bits a frame where states are mixed. Immutable.
 */
public final class FrameStates {
  private final PfnSet ram;
  private final PfnSet present;
  private final PfnSet unreadable;
  private final PfnSet zero;

  /**
   * Asks for the frames of each state.
   *
   * @throws IOException if the file fails
   */
  public FrameStates(PhysicalMemory memory) throws IOException {
    this.ram = memory.ramFrames();
    this.present = memory.presentFrames();
    this.unreadable = memory.unreadableFrames();
    this.zero = memory.zeroFrames();
  }

  /** As {@link PhysicalMemory#state}. */
  public PageState state(long pfn) {
    if (present.contains(pfn)) {
      return PageState.PRESENT;
    }
    if (unreadable.contains(pfn)) {
      return PageState.UNREADABLE;
    }
    return ram.contains(pfn) ? PageState.EXCLUDED : PageState.NOT_RAM;
  }

  /** Whether the frame is present and known to hold zeros. */
  public boolean isZero(long pfn) {
    return zero.contains(pfn);
  }

  /** Whether only reading tells what the frame holds. */
  public boolean mustBeRead(long pfn) {
    return present.contains(pfn) && !zero.contains(pfn);
  }

  /** One past the last of the frames from this one on of which the same is known. */
  public long runEnd(long pfn) {
    long end = Long.MAX_VALUE;
    for (PfnSet frames : new PfnSet[] {ram, present, unreadable, zero}) {
      if (pfn < frames.end()) {
        end = Math.min(end, frames.contains(pfn) ? frames.nextOut(pfn) : frames.nextIn(pfn));
      }
    }
    return end;
  }
}
