package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.boot.BootProtocol;

class PurgatoryTest {
  private static final PhysicalRange NONE = new PhysicalRange(0, 0);

  @ParameterizedTest
  @EnumSource
  void takesItsParameters(BootProtocol protocol) throws IOException {
    Purgatory purgatory = Purgatory.load(protocol);
    byte[] sha256 = new byte[32];
    sha256[31] = 7;
    Purgatory.Region region = new Purgatory.Region(PhysicalRange.ofLength(0x2f000000, 12), sha256);
    ByteBuffer filled =
        ByteBuffer.wrap(purgatory.fill(1, 2, 3, 4, 5, NONE, List.of(region)))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(filled.getInt(purgatory.offset("kernel_entry"))).isEqualTo(1);
    assertThat(filled.getInt(purgatory.offset("boot_parameters"))).isEqualTo(2);
    assertThat(filled.getInt(purgatory.offset("a_gdt_source"))).isEqualTo(3);
    assertThat(filled.getInt(purgatory.offset("b_parameters"))).isEqualTo(4);
    assertThat(filled.getInt(purgatory.offset("region_count"))).isEqualTo(1);
    int word = protocol.architecture().pointerSize();
    int at = purgatory.offset("regions");
    assertThat(filled.getInt(at)).isEqualTo(0x2f000000);
    assertThat(filled.getInt(at + word)).isEqualTo(12);
    assertThat(filled.get(at + 2 * word + 31)).isEqualTo((byte) 7);
  }

  @Test
  void takesWideAddressesAndPageTablesOnX8664() throws IOException {
    Purgatory purgatory = Purgatory.load(BootProtocol.X86_64);
    ByteBuffer filled =
        ByteBuffer.wrap(purgatory.fill(0, 0, 0x1_2345_6789L, 0, 0x7ff0_0000L, NONE, List.of()))
            .order(ByteOrder.LITTLE_ENDIAN);
    assertThat(filled.getLong(purgatory.offset("a_gdt_source"))).isEqualTo(0x1_2345_6789L);
    assertThat(filled.getLong(purgatory.offset("page_tables"))).isEqualTo(0x7ff0_0000L);
  }

  /** A write near code makes a processor start over, see purgatory.S. */
  @ParameterizedTest
  @EnumSource
  void writesToNoPageOfItsCode(BootProtocol protocol) throws IOException {
    Purgatory purgatory = Purgatory.load(protocol);
    int firstCode = purgatory.offset("purgatory_start") / 4096;
    for (String written : List.of("a_entry", "b_return", "a_gdt", "b_gdt", "digest")) {
      assertThat(purgatory.offset(written) / 4096).as(written).isLessThan(firstCode);
    }
    assertThat((purgatory.offset("stack_end") - 1) / 4096).isLessThan(firstCode);
  }

  /** B maps the 2 MiB around its parameter page; the loader puts purgatory right before that. */
  @ParameterizedTest
  @EnumSource
  void isSmall(BootProtocol protocol) throws IOException {
    assertThat(Purgatory.load(protocol).size()).isLessThan(64 << 10);
  }

  /** Where this process can run the routine, it does; the lengths are around each edge. */
  @ParameterizedTest
  @EnumSource
  void hashesAsTheStandardSays(BootProtocol protocol) throws Exception {
    Purgatory purgatory = Purgatory.load(protocol);
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 100_001}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      ByteBuffer direct = ByteBuffer.allocateDirect(length).put(bytes).flip();
      assertThat(purgatory.sha256(direct))
          .as("%d bytes", length)
          .isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
  }

  @Test
  void refusesMoreRegionsThanItHasRoomFor() throws IOException {
    Purgatory purgatory = Purgatory.load(BootProtocol.I386);
    Purgatory.Region region = new Purgatory.Region(PhysicalRange.ofLength(0, 1), new byte[32]);
    assertThatThrownBy(() -> purgatory.fill(0, 0, 0, 0, 0, NONE, Collections.nCopies(9, region)))
        .hasMessageContaining("at most 8");
  }
}
