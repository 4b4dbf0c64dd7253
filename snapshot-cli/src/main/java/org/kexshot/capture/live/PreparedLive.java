package org.kexshot.capture.live;

import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.MemoryInUse;

/**
 * Live memory that can be read.
 *
 * @param machine closed with this
 * @param holder holds the kernel's own pages until they are stored
 */
record PreparedLive(LiveMachine machine, DumpLevel level, PageHolder holder)
    implements PreparedCapture {
  @Override
  public String method() {
    return CaptureLive.NAME;
  }

  @Override
  public Optional<String> estimate() {
    return Optional.of(
        "memory is read while the system runs on, so that the image is not of one instant");
  }

  /** By the kernel's own counts: page descriptors are read once the reading has begun. */
  @Override
  public long estimatedPages() throws IOException {
    return level.excludesFree()
        ? MemoryInUse.pages(!level.excludesCache(), !level.excludesUser())
        : machine.memory().ramFrames().count();
  }

  /** There is no jump, so that the clock goes on. */
  @Override
  public CapturedMemory capture(JumpClock clock) throws IOException {
    return LiveCapture.begin(machine, level, holder, new SplittableRandom());
  }

  @Override
  public void close() throws IOException {
    machine.close();
  }
}
