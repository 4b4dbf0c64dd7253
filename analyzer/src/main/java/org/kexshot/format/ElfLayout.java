package org.kexshot.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.Architecture;

/**
 * Where the fields of an ELF file's headers lie, for 32 and 64 bits. The one declaration that all
 * readers and writers use; {@link ElfSegment} is a program header in it. All numbers are
 * little-endian. Source: {@code include/uapi/linux/elf.h}, System V ABI chapter 4.
 *
 * @param wordSize bytes of an address or offset
 * @param fileHeaderSize {@code sizeof(ElfN_Ehdr)}
 * @param segmentSize {@code sizeof(ElfN_Phdr)}
 * @param sectionSize {@code sizeof(ElfN_Shdr)}
 */
public record ElfLayout(
    int wordSize,
    int fileHeaderSize,
    int segmentSize,
    int sectionSize,
    int phoff,
    int shoff,
    int phentsize,
    int pOffset,
    int pVaddr,
    int pPaddr,
    int pFilesz,
    int pMemsz,
    int pFlags,
    int shInfo) {

  public static final ElfLayout ELF32 =
      new ElfLayout(4, 52, 32, 40, 28, 32, 42, 4, 8, 12, 16, 20, 24, 28);
  public static final ElfLayout ELF64 =
      new ElfLayout(8, 64, 56, 64, 32, 40, 54, 8, 16, 24, 32, 40, 4, 44);

  /** {@code 0x7f 'E' 'L' 'F'} read as a little-endian number. */
  public static final int MAGIC = 0x464c457f;

  public static final int EI_CLASS = 4;
  public static final int EI_DATA = 5;
  public static final int EI_VERSION = 6;
  public static final int E_TYPE = 16;
  public static final int E_MACHINE = 18;
  public static final int E_VERSION = 20;

  public static final int ELFCLASS32 = 1;
  public static final int ELFCLASS64 = 2;
  public static final int ELFDATA2LSB = 1;
  public static final int EV_CURRENT = 1;
  public static final int ET_CORE = 4;
  public static final int EM_386 = 3;
  public static final int EM_X86_64 = 62;
  public static final int PT_LOAD = 1;
  public static final int PT_NOTE = 4;

  /** {@code p_flags} of memory: {@code PF_R}, {@code PF_W} and {@code PF_X}. */
  public static final int READ_WRITE_EXECUTE = 7;

  /** {@code e_phnum} that says that section header 0 holds the true number in {@code sh_info}. */
  public static final int PN_XNUM = 0xffff;

  /** Bit of {@code e_flags} with which makedumpfile marks a core that it could not finish. */
  public static final int FLAG_INCOMPLETE = 1;

  /** Whether bytes begin as an ELF file does. */
  public static boolean isElf(ByteBuffer bytes) {
    return bytes.limit() >= Integer.BYTES
        && bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt(0) == MAGIC;
  }

  /**
   * The file header of a core without sections.
   *
   * @param table offset of the program headers
   * @param count of program headers, or {@link #PN_XNUM}
   */
  public ByteBuffer coreHeader(Architecture architecture, long table, int count) {
    ByteBuffer header = ByteBuffer.allocate(fileHeaderSize).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0, MAGIC);
    header.put(EI_CLASS, (byte) (wordSize == 4 ? ELFCLASS32 : ELFCLASS64));
    header.put(EI_DATA, (byte) ELFDATA2LSB);
    header.put(EI_VERSION, (byte) EV_CURRENT);
    header.putShort(E_TYPE, (short) ET_CORE);
    int machine =
        switch (architecture) {
          case I386 -> EM_386;
          case X86_64 -> EM_X86_64;
        };
    header.putShort(E_MACHINE, (short) machine);
    header.putInt(E_VERSION, EV_CURRENT);
    putWord(header, phoff, table);
    header.putShort(ehsize(), (short) fileHeaderSize);
    header.putShort(phentsize, (short) segmentSize);
    header.putShort(phnum(), (short) count);
    return header;
  }

  /** The address or offset at an index of little-endian bytes. */
  public long word(ByteBuffer bytes, int index) {
    return wordSize == 4 ? Integer.toUnsignedLong(bytes.getInt(index)) : bytes.getLong(index);
  }

  /** Puts an address or offset at an index of little-endian bytes. */
  public void putWord(ByteBuffer bytes, int index, long word) {
    if (wordSize == 4) {
      bytes.putInt(index, (int) word);
    } else {
      bytes.putLong(index, word);
    }
  }

  /** Offset of {@code e_flags}. */
  public int flags() {
    return ehsize() - 4;
  }

  /** Offset of {@code e_ehsize}, right before {@code e_phentsize}. */
  public int ehsize() {
    return phentsize - 2;
  }

  /** Offset of {@code e_phnum}, right after {@code e_phentsize}. */
  public int phnum() {
    return phentsize + 2;
  }

  /** Offset of {@code sh_offset} in a section header, {@code sh_size} being a word further. */
  public int shOffset() {
    return 8 + 2 * wordSize;
  }

  /** Offset of {@code sh_size} in a section header. */
  public int shSize() {
    return shOffset() + wordSize;
  }

  /** Offset of {@code e_shentsize}, {@code e_shnum} being two bytes further. */
  public int shentsize() {
    return phentsize + 4;
  }
}
