package org.kexshot.capture.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
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
  private static final int EHDR_SIZE = 64;
  private static final int PHDR_SIZE = 56;
  private static final int PT_LOAD = 1;
  private static final int PT_NOTE = 4;
  private static final int ET_CORE = 4;
  private static final int NT_PRSTATUS = 1;

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
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).position(16);
    out.putShort((short) ET_CORE);
    out.putShort((short) (architecture == Architecture.I386 ? 3 : 62));
    out.putInt(1);
    out.putLong(0).putLong(EHDR_SIZE).putLong(0).putInt(0);
    out.putShort((short) EHDR_SIZE).putShort((short) PHDR_SIZE).putShort((short) (ram.size() + 1));
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    programHeader(out, PT_NOTE, address + headers, 0, notes.length);
    for (PhysicalRange range : ram) {
      programHeader(out, PT_LOAD, range.start(), range.start(), range.length());
    }
    out.put(notes);
    return out.array();
  }

  private static void programHeader(
      ByteBuffer out, int type, long offset, long address, long length) {
    out.putInt(type).putInt(type == PT_LOAD ? 7 : 0);
    out.putLong(offset).putLong(0).putLong(address).putLong(length).putLong(length).putLong(0);
  }

  private static int headerSize(List<PhysicalRange> ram) {
    return EHDR_SIZE + PHDR_SIZE * (ram.size() + 1);
  }

  private static byte[] notes(Architecture architecture, byte[] vmcoreinfo) {
    int statusSize = SavedRegisters.of(architecture).statusSize();
    byte[] registers = note("CORE", NT_PRSTATUS, new byte[statusSize]);
    byte[] info = note("VMCOREINFO", 0, vmcoreinfo);
    byte[] both = new byte[registers.length + info.length];
    System.arraycopy(registers, 0, both, 0, registers.length);
    System.arraycopy(info, 0, both, registers.length, info.length);
    return both;
  }

  private static byte[] note(String name, int type, byte[] descriptor) {
    int nameSize = name.length() + 1;
    ByteBuffer note =
        ByteBuffer.allocate(12 + (nameSize + 3 & ~3) + (descriptor.length + 3 & ~3))
            .order(ByteOrder.LITTLE_ENDIAN);
    note.putInt(nameSize).putInt(descriptor.length).putInt(type);
    note.put(name.getBytes(StandardCharsets.US_ASCII)).position(12 + (nameSize + 3 & ~3));
    note.put(descriptor);
    return note.array();
  }
}
