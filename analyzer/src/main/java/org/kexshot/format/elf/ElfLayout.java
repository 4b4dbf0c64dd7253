package org.kexshot.format.elf;

/**
 * Where the fields of an ELF file's headers lie, for 32 and 64 bits. The one declaration that
 * reader and writer use. Source: {@code include/uapi/linux/elf.h}, System V ABI chapter 4.
 *
 * @param wordSize bytes of an address or offset
 * @param fileHeaderSize {@code sizeof(ElfN_Ehdr)}
 * @param segmentSize {@code sizeof(ElfN_Phdr)}
 * @param sectionSize {@code sizeof(ElfN_Shdr)}
 */
record ElfLayout(
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

  static final ElfLayout ELF32 = new ElfLayout(4, 52, 32, 40, 28, 32, 42, 4, 8, 12, 16, 20, 24, 28);
  static final ElfLayout ELF64 = new ElfLayout(8, 64, 56, 64, 32, 40, 54, 8, 16, 24, 32, 40, 4, 44);

  /** {@code 0x7f 'E' 'L' 'F'} read as a little-endian number. */
  static final int MAGIC = 0x464c457f;

  static final int EI_CLASS = 4;
  static final int EI_DATA = 5;
  static final int EI_VERSION = 6;
  static final int E_TYPE = 16;
  static final int E_MACHINE = 18;
  static final int E_VERSION = 20;

  static final int ELFCLASS32 = 1;
  static final int ELFCLASS64 = 2;
  static final int ELFDATA2LSB = 1;
  static final int EV_CURRENT = 1;
  static final int ET_CORE = 4;
  static final int EM_386 = 3;
  static final int EM_X86_64 = 62;
  static final int PT_LOAD = 1;
  static final int PT_NOTE = 4;

  /** {@code e_phnum} that says that section header 0 holds the true number in {@code sh_info}. */
  static final int PN_XNUM = 0xffff;

  /** Bit of {@code e_flags} with which makedumpfile marks a core that it could not finish. */
  static final int FLAG_INCOMPLETE = 1;

  /** Offset of {@code e_flags}. */
  int flags() {
    return ehsize() - 4;
  }

  /** Offset of {@code e_ehsize}, right before {@code e_phentsize}. */
  int ehsize() {
    return phentsize - 2;
  }

  /** Offset of {@code e_phnum}, right after {@code e_phentsize}. */
  int phnum() {
    return phentsize + 2;
  }

  /** Offset of {@code e_shentsize}, {@code e_shnum} being two bytes further. */
  int shentsize() {
    return phentsize + 4;
  }
}
