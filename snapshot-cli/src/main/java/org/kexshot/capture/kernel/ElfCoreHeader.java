package org.kexshot.capture.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ElfSegment;
import org.kexshot.kexec.SavedRegisters;

/**
 * The ELF core header that {@code elfcorehdr=} shows the capture kernel, from which it makes {@code
 * /proc/vmcore}. Source: {@code fs/proc/vmcore.c}.
 *
 * <p>A crashing kernel fills its {@code crash_notes} in; a jumping one does not, and {@code
 * vmcore_init} refuses notes that are empty. So the notes lie right behind this header: a copy of
 * VMCOREINFO, for the original can lie in the range that the jump exchanges, and an {@code
 * NT_PRSTATUS} that the agent replaces in the dump by the registers at the jump.
 */
final class ElfCoreHeader {
  /** The capture kernel takes it for i386 too. */
  private static final ElfLayout LAYOUT = ElfLayout.ELF64;

  private ElfCoreHeader() {}

  /** Bytes that {@link #build} makes. */
  static int size(Architecture architecture, List<PhysicalRange> ram, byte[] vmcoreinfo) {
    return headerSize(ram) + notes(architecture, vmcoreinfo).length;
  }

  /**
   * Header and notes, to be placed at {@code address}.
   *
   * @param ram all of A's RAM, in A's numbering
   * @param vmcoreinfo the note's descriptor
   */
  static byte[] build(
      Architecture architecture, long address, List<PhysicalRange> ram, byte[] vmcoreinfo) {
    byte[] notes = notes(architecture, vmcoreinfo);
    int headers = headerSize(ram);
    ByteBuffer out = ByteBuffer.allocate(headers + notes.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put(LAYOUT.coreHeader(architecture, LAYOUT.fileHeaderSize(), ram.size() + 1));
    int size = notes.length;
    new ElfSegment(ElfLayout.PT_NOTE, 0, address + headers, 0, 0, size, size).write(LAYOUT, out);
    for (PhysicalRange range : ram) {
      memory(range).write(LAYOUT, out);
    }
    out.put(notes);
    return out.array();
  }

  /** In the capture kernel's memory an offset is a physical address. */
  private static ElfSegment memory(PhysicalRange range) {
    return new ElfSegment(
        ElfLayout.PT_LOAD,
        ElfLayout.READ_WRITE_EXECUTE,
        range.start(),
        0,
        range.start(),
        range.length(),
        range.length());
  }

  private static int headerSize(List<PhysicalRange> ram) {
    return LAYOUT.fileHeaderSize() + LAYOUT.segmentSize() * (ram.size() + 1);
  }

  private static byte[] notes(Architecture architecture, byte[] vmcoreinfo) {
    int statusSize = SavedRegisters.of(architecture).statusSize();
    ElfNotes.Note registers = new ElfNotes.Note("CORE", ElfNotes.NT_PRSTATUS, new byte[statusSize]);
    ElfNotes.Note info = new ElfNotes.Note(ElfNotes.VMCOREINFO, 0, vmcoreinfo);
    return new ElfNotes(List.of(registers, info)).encode();
  }
}
