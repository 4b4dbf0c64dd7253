package org.kexshot.capture.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;

class PurgatoryTest {
  @Test
  void takesItsParameters() throws IOException {
    Purgatory purgatory = Purgatory.load();
    byte[] sha256 = new byte[32];
    sha256[31] = 7;
    Purgatory.Region region = new Purgatory.Region(PhysicalRange.ofLength(0x2f000000, 12), sha256);
    ByteBuffer filled =
        ByteBuffer.wrap(purgatory.fill(1, 2, 3, 4, List.of(region))).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(filled.getInt(purgatory.offset("kernel_entry"))).isEqualTo(1);
    assertThat(filled.getInt(purgatory.offset("boot_parameters"))).isEqualTo(2);
    assertThat(filled.getInt(purgatory.offset("a_gdt_source"))).isEqualTo(3);
    assertThat(filled.getInt(purgatory.offset("b_parameters"))).isEqualTo(4);
    assertThat(filled.getInt(purgatory.offset("region_count"))).isEqualTo(1);
    int at = purgatory.offset("regions");
    assertThat(filled.getInt(at)).isEqualTo(0x2f000000);
    assertThat(filled.getInt(at + 4)).isEqualTo(12);
    assertThat(filled.get(at + 39)).isEqualTo((byte) 7);
  }

  /** A write near code makes a processor start over, see purgatory.S. */
  @Test
  void writesToNoPageOfItsCode() throws IOException {
    Purgatory purgatory = Purgatory.load();
    int firstCode = purgatory.offset("purgatory_start") / 4096;
    for (String written : List.of("a_entry", "b_return", "a_gdt", "b_gdt", "digest")) {
      assertThat(purgatory.offset(written) / 4096).as(written).isLessThan(firstCode);
    }
    assertThat((purgatory.offset("stack_end") - 1) / 4096).isLessThan(firstCode);
  }

  @Test
  void refusesMoreRegionsThanItHasRoomFor() throws IOException {
    Purgatory purgatory = Purgatory.load();
    Purgatory.Region region = new Purgatory.Region(PhysicalRange.ofLength(0, 1), new byte[32]);
    assertThatThrownBy(() -> purgatory.fill(0, 0, 0, 0, Collections.nCopies(9, region)))
        .hasMessageContaining("at most 8");
  }
}
