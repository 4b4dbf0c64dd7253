package org.kexshot.format;

import java.io.Closeable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.open.DumpFiles;
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

  /**
   * The imaged system's name of itself as far as the file tells it without a look at memory: a
   * kdump header's, or the release in VMCOREINFO.
   */
  default Optional<Utsname> utsname() {
    return vmcoreinfo()
        .filter(info -> info.osRelease().isPresent())
        .map(info -> Utsname.of(info, architecture()));
  }

  /**
   * The ELF notes that the file itself carries: processors' registers, VMCOREINFO. Most formats
   * have none, whatever is found in memory.
   */
  default ElfNotes notes() {
    return ElfNotes.none();
  }

  /**
   * What the file is known to lack of the image it was to be: a sentence for each fault, such as
   * that it breaks off. An image that is whole has none; not every lack shows before it is read.
   */
  default List<String> problems() {
    return List.of();
  }

  /** When the image was taken, if the file says so; of the formats, kdump-compressed alone does. */
  default Optional<Instant> takenAt() {
    return Optional.empty();
  }

  /**
   * How its pages were read while the imaged system ran on; empty for an image of one instant, as
   * far as the file tells: a snapshot that was taken live does, and the formats of those tools that
   * read a running system.
   */
  default Optional<LiveReading> liveReading() {
    return Optional.empty();
  }

  /** The dump level (0 to 31) that the file says it was written with; as with the time. */
  default Optional<Integer> dumpLevel() {
    return Optional.empty();
  }
}
