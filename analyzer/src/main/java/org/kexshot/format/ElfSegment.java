package org.kexshot.format;

import java.nio.ByteBuffer;

/**
 * A program header of an ELF core.
 *
 * @param type {@code p_type}: {@link ElfLayout#PT_LOAD}, {@link ElfLayout#PT_NOTE} or another
 * @param flags {@code p_flags}
 * @param position {@code p_offset}: where its bytes lie in the file
 * @param virtual {@code p_vaddr}
 * @param physical {@code p_paddr}; {@link #NOT_PHYSICAL} for what lies at no one physical address
 * @param inFile {@code p_filesz}: how many of its bytes the file has
 * @param inMemory {@code p_memsz}: how many bytes it takes in memory
 */
public record ElfSegment(
    int type, int flags, long position, long virtual, long physical, long inFile, long inMemory) {
  /** {@code p_paddr} of all ones, with which {@code /proc/kcore} marks vmalloc space. */
  public static final long NOT_PHYSICAL = -1;

  private static final long NOT_PHYSICAL_32 = 0xffff_ffffL;

  /** The program header at an index of little-endian bytes. */
  public static ElfSegment read(ElfLayout layout, ByteBuffer bytes, int index) {
    long physical = layout.word(bytes, index + layout.pPaddr());
    return new ElfSegment(
        bytes.getInt(index),
        bytes.getInt(index + layout.pFlags()),
        layout.word(bytes, index + layout.pOffset()),
        layout.word(bytes, index + layout.pVaddr()),
        layout.wordSize() == 4 && physical == NOT_PHYSICAL_32 ? NOT_PHYSICAL : physical,
        layout.word(bytes, index + layout.pFilesz()),
        layout.word(bytes, index + layout.pMemsz()));
  }

  /** Appends the program header to little-endian bytes. */
  public void write(ElfLayout layout, ByteBuffer into) {
    int index = into.position();
    into.putInt(index, type).putInt(index + layout.pFlags(), flags);
    layout.putWord(into, index + layout.pOffset(), position);
    layout.putWord(into, index + layout.pVaddr(), virtual);
    layout.putWord(into, index + layout.pPaddr(), physical);
    layout.putWord(into, index + layout.pFilesz(), inFile);
    layout.putWord(into, index + layout.pMemsz(), inMemory);
    into.position(index + layout.segmentSize());
  }
}
