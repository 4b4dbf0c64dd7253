package org.kexshot.format;

import java.io.Closeable;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * An open memory image, whatever its file's format. Opened by {@link DumpFiles#open}, which tells
 * formats by content. Closing it invalidates {@link #memory()}.
 */
public interface Dump extends Closeable {
  /** The format in words a user knows, e.g. {@code "kdump-compressed v6, flattened"}. */
  String formatName();

  Architecture architecture();

  /** Physical memory as the imaged kernel saw it. */
  PhysicalMemory memory();

  /** The kernel's VMCOREINFO note, if the file carries one. */
  Optional<Vmcoreinfo> vmcoreinfo();

  /** The ELF notes that the file carries: processors' registers, VMCOREINFO. */
  default ElfNotes notes() {
    return vmcoreinfo().map(ElfNotes.none()::withVmcoreinfo).orElse(ElfNotes.none());
  }

  /** When the image was taken, if the file says so. */
  Optional<Instant> takenAt();

  /** The dump level (0 to 31) that the file says it was written with, if it says so. */
  Optional<Integer> dumpLevel();
}
