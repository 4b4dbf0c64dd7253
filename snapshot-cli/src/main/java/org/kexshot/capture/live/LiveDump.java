package org.kexshot.capture.live;

import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.LiveReading;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Live memory as an image, as long as what was captured is open.
 *
 * @param captured tells how it was read
 * @param known the kernel's description of itself
 * @param level by which pages are excluded
 */
record LiveDump(
    LiveCapture captured,
    PhysicalMemory memory,
    Architecture architecture,
    Vmcoreinfo known,
    DumpLevel level)
    implements Dump {
  @Override
  public String formatName() {
    return "live memory";
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return Optional.of(known);
  }

  /** No processor stands still, so that there are no registers. */
  @Override
  public ElfNotes notes() {
    return ElfNotes.none().withVmcoreinfo(known);
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(captured.takenAt());
  }

  @Override
  public Optional<LiveReading> liveReading() {
    return captured.liveReading();
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(level.value());
  }

  @Override
  public void close() {}
}
