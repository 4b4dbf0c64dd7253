package org.kexshot.capture.memory;

import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Copied memory as an image.
 *
 * @param notes registers and VMCOREINFO
 * @param takenAt the instant of the jump
 * @param dumpLevel by which the program in physical mode left pages out
 */
record CopiedDump(
    PhysicalMemory memory,
    Architecture architecture,
    Optional<Vmcoreinfo> vmcoreinfo,
    ElfNotes notes,
    Optional<Instant> takenAt,
    Optional<Integer> dumpLevel)
    implements Dump {
  @Override
  public String formatName() {
    return "snapshot in memory";
  }

  /** The pages live as long as what was captured does, which may be opened again. */
  @Override
  public void close() {}
}
