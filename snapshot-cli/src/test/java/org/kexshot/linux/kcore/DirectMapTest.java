package org.kexshot.linux.kcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfSegment;

class DirectMapTest {
  private static final long NONE = ElfSegment.NOT_PHYSICAL;
  private static final long BASE = 0xffff_9a40_0000_0000L;

  private static ElfSegment segment(long virtual, long physical, long size) {
    return new ElfSegment(ElfLayout.PT_LOAD, 7, 0x1000, virtual, physical, size, size);
  }

  /** As 6.1 has them, the kernel's own image first. */
  private static List<ElfSegment> headers(boolean told) {
    return List.of(
        new ElfSegment(ElfLayout.PT_NOTE, 0, 0, 0, 0, 0x1000, 0),
        segment(0xffff_ffff_9a00_0000L, told ? 0x1_9a00_0000L : 0, 0x280_0000),
        segment(0xffff_ab2e_4000_0000L, told ? NONE : 0, (1L << 45) - 1),
        segment(0xffff_ffff_c000_0000L, told ? NONE : 0, 0x3f00_0000),
        segment(BASE + 0x1000, told ? 0x1000 : 0, 0x9e000),
        segment(0xffff_ee72_0000_0000L, told ? NONE : 0, 0x3000),
        segment(BASE + 0x10_0000, told ? 0x10_0000 : 0, 0xbfee_0000L),
        segment(BASE + (1L << 32), told ? 1L << 32 : 0, 1L << 32));
  }

  /** Of the image's own mapping the kernel takes away what it has given back. */
  @Fault("Frames that the kernel gave back of its own image are zeros in live memory")
  @Test
  void theKernelsOwnImageIsReadByTheDirectMap() {
    DirectMap map = DirectMap.of(headers(true), Architecture.X86_64);
    assertThat(map.base()).isEqualTo(BASE);
    assertThat(map.address(0x1_9a00_0000L, 4096)).hasValue(BASE + 0x1_9a00_0000L);
    assertThat(map.address(0xa_0000, 4096)).isEqualTo(OptionalLong.empty());
    assertThat(map.address(0x9e000, 8192)).isEqualTo(OptionalLong.empty());
    assertThat(map.address(1L << 33, 1)).isEqualTo(OptionalLong.empty());
  }

  @Test
  void beforePhysicalAddressesWereToldItIsWhatLiesLowest() {
    DirectMap map = DirectMap.of(headers(false), Architecture.X86_64);
    assertThat(map)
        .isEqualTo(
            new DirectMap(
                BASE,
                List.of(headers(false).get(4), headers(false).get(6), headers(false).get(7))));
    assertThat(map.ranges())
        .containsExactly(
            new PhysicalRange(0x1000, 0x9f000),
            new PhysicalRange(0x10_0000, 0xbffe_0000L),
            new PhysicalRange(1L << 32, 1L << 33));
  }

  /** What follows low memory there is vmalloc space, not high memory. */
  @Test
  void ofI386OnlyLowMemoryIsMapped() {
    for (boolean told : new boolean[] {true, false}) {
      DirectMap map =
          DirectMap.of(
              List.of(
                  segment(0xf800_0000L, told ? NONE : 0, 0x700_0000),
                  segment(0xc000_0000L, 0, 0x377f_e000)),
              Architecture.I386);
      assertThat(map.base()).isEqualTo(0xc000_0000L);
      assertThat(map.address(0x1000, 4096)).hasValue(0xc000_1000L);
      assertThat(map.address(0x3800_0000, 4096)).isEqualTo(OptionalLong.empty());
    }
  }

  @Test
  void withoutHeadersNothingIsMapped() {
    assertThat(DirectMap.of(List.of(), Architecture.X86_64).ranges()).isEmpty();
    assertThat(
            DirectMap.of(List.of(segment(0xf800_0000L, NONE, 0x1000)), Architecture.I386).ranges())
        .isEmpty();
  }
}
