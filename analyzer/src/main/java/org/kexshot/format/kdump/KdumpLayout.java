package org.kexshot.format.kdump;

import org.kexshot.address.Architecture;

/**
 * Where the fields of a kdump-compressed file's header and sub-header lie: two layouts, as the
 * header is a C structure of the imaged machine. The one declaration that reader and writer use.
 *
 * @param wordSize bytes of an {@code unsigned long}
 * @param timeSeconds offset of {@code timestamp.tv_sec}; microseconds follow, one word each
 * @param status offset of {@code status}, from which on all fields are 32 bits wide
 * @param headerSize bytes of the header
 * @param subHeaderSize bytes of the sub-header of version 6
 */
record KdumpLayout(int wordSize, int timeSeconds, int status, int headerSize, int subHeaderSize) {

  static final KdumpLayout I386 = new KdumpLayout(4, 404, 412, 452, 80);
  static final KdumpLayout X86_64 = new KdumpLayout(8, 408, 424, 464, 104);

  /** {@code "KDUMP "} read as a little-endian number. */
  static final long SIGNATURE = 0x2020_2050_4d55_444bL;

  static final int VERSION = 8;
  static final int UTSNAME = 12;

  /** Offset of {@code utsname.machine}. */
  static final int MACHINE = UTSNAME + 4 * 65;

  /** Bytes of a page descriptor: {@code u64 offset; u32 size; u32 flags; u64 page_flags}. */
  static final int DESCRIPTOR_SIZE = 24;

  static final int VERSION_WITH_LEVEL = 1;
  static final int VERSION_WITH_SPLIT = 2;
  static final int VERSION_WITH_VMCOREINFO = 3;
  static final int VERSION_WITH_NOTES = 4;
  static final int VERSION_WITH_ERASEINFO = 5;
  static final int VERSION_WITH_64_BIT_FRAMES = 6;
  static final int VERSION_CURRENT = 6;

  /** Bit of {@code status} and of a descriptor's flags: what was to follow is missing. */
  static final int INCOMPLETE = 0x8;

  static KdumpLayout of(Architecture architecture) {
    return architecture == Architecture.I386 ? I386 : X86_64;
  }

  int blockSize() {
    return status + 4;
  }

  int subHeaderBlocks() {
    return status + 8;
  }

  int bitmapBlocks() {
    return status + 12;
  }

  int maxMapnr() {
    return status + 16;
  }

  int totalRamBlocks() {
    return status + 20;
  }

  int writtenBlocks() {
    return status + 28;
  }

  int processors() {
    return status + 36;
  }

  // The sub-header. Its 64-bit fields are packed on i386, where the ABI aligns them to four bytes.

  int dumpLevel() {
    return wordSize;
  }

  int split() {
    return wordSize + 4;
  }

  int startPfn() {
    return wordSize + 8;
  }

  int endPfn() {
    return startPfn() + wordSize;
  }

  int vmcoreinfoOffset() {
    return endPfn() + wordSize;
  }

  int vmcoreinfoSize() {
    return vmcoreinfoOffset() + 8;
  }

  int notesOffset() {
    return vmcoreinfoSize() + wordSize;
  }

  int notesSize() {
    return notesOffset() + 8;
  }

  int eraseinfoOffset() {
    return notesSize() + wordSize;
  }

  int eraseinfoSize() {
    return eraseinfoOffset() + 8;
  }

  int startPfn64() {
    return eraseinfoSize() + wordSize;
  }

  int endPfn64() {
    return startPfn64() + 8;
  }

  int maxMapnr64() {
    return endPfn64() + 8;
  }
}
