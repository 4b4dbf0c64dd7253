package org.kexshot.format.write;

import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.Utsname;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * What a dump says of itself beside the pages.
 *
 * @param architecture of the imaged machine
 * @param utsname of the imaged kernel
 * @param takenAt to the second
 * @param vmcoreinfo the kernel's own; empty if none is known
 * @param physBase where the imaged kernel's text map begins in physical memory; x86_64 only
 * @param notes processors' registers and other ELF notes; any VMCOREINFO among them is replaced
 */
public record DumpDescription(
    Architecture architecture,
    Utsname utsname,
    Instant takenAt,
    Optional<Vmcoreinfo> vmcoreinfo,
    long physBase,
    ElfNotes notes) {

  /** Of a kernel whose VMCOREINFO tells {@code phys_base}, as from Linux 4.10 on. */
  public DumpDescription(
      Architecture architecture,
      Utsname utsname,
      Instant takenAt,
      Vmcoreinfo vmcoreinfo,
      ElfNotes notes) {
    this(
        architecture,
        utsname,
        takenAt,
        Optional.of(vmcoreinfo),
        vmcoreinfo.constant("phys_base").orElse(0),
        notes);
  }

  /** The notes as they are written: VMCOREINFO last. */
  public ElfNotes allNotes() {
    return vmcoreinfo.isPresent() ? notes.withVmcoreinfo(vmcoreinfo.get()) : notes;
  }
}
