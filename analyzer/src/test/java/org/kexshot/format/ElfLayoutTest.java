package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;

/**
 * Holds the layout to bytes that no code of this project wrote, for reader and writer would agree
 * on a wrong one.
 */
class ElfLayoutTest {
  /** {@code Elf32_Ehdr} and {@code Elf64_Ehdr}, written out by hand from the ABI. */
  private static final String HEADER_32 =
      "7f454c4601010100 0000000000000000 04000300 01000000 00000000 34000000 00000000 00000000"
          + "3400 2000 0300 0000 0000 0000";

  private static final String HEADER_64 =
      "7f454c4602010100 0000000000000000 04003e00 01000000 0000000000000000 4000000000000000"
          + "0000000000000000 00000000 4000 3800 0300 0000 0000 0000";

  /** {@code Elf32_Phdr}: type, offset, vaddr, paddr, filesz, memsz, flags, align. */
  private static final String SEGMENT_32 =
      "01000000 00100000 000010c0 00001000 00f00000 00f00100 07000000 00000000";

  /** {@code Elf64_Phdr}: type, flags, offset, vaddr, paddr, filesz, memsz, align. */
  private static final String SEGMENT_64 =
      "01000000 07000000 0010000000000000 000010008088ffff 0000100000000000"
          + "00f0000000000000 00f0010000000000 0000000000000000";

  @Test
  void writesFileHeaders() {
    assertThat(ElfLayout.ELF32.coreHeader(Architecture.I386, 52, 3).array())
        .isEqualTo(bytes(HEADER_32));
    assertThat(ElfLayout.ELF64.coreHeader(Architecture.X86_64, 64, 3).array())
        .isEqualTo(bytes(HEADER_64));
  }

  @Test
  void readsAndWritesProgramHeaders() {
    check(
        ElfLayout.ELF32,
        SEGMENT_32,
        new ElfSegment(1, 7, 0x1000, 0xc010_0000L, 0x10_0000, 0xf000, 0x1_f000));
    check(
        ElfLayout.ELF64,
        SEGMENT_64,
        new ElfSegment(1, 7, 0x1000, 0xffff_8880_0010_0000L, 0x10_0000, 0xf000, 0x1_f000));
  }

  private static void check(ElfLayout layout, String hex, ElfSegment segment) {
    ByteBuffer frozen = ByteBuffer.wrap(bytes(hex)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(frozen.remaining()).isEqualTo(layout.segmentSize());
    assertThat(ElfSegment.read(layout, frozen, 0)).isEqualTo(segment);
    ByteBuffer written = ByteBuffer.allocate(frozen.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    segment.write(layout, written);
    assertThat(written.flip()).isEqualTo(frozen);
  }

  /** Vmalloc space in {@code /proc/kcore} of i386. */
  @Test
  void allOnesAreNoPhysicalAddress() {
    String segment = SEGMENT_32.replace("00001000 00f0", "ffffffff 00f0");
    ByteBuffer bytes = ByteBuffer.wrap(bytes(segment)).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(ElfSegment.read(ElfLayout.ELF32, bytes, 0).physical())
        .isEqualTo(ElfSegment.NOT_PHYSICAL);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }
}
