package org.kexshot.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.linux.KexecSegment;
import org.kexshot.loader.SegmentList.Part;

/** Where parts of an image come to lie, and the segments that they become. */
class PlacementTest {
  private static final List<PhysicalRange> RAM =
      List.of(new PhysicalRange(0x1000, 0x9_fc00), new PhysicalRange(0x10_0000, 0x100_0000));

  private static FreeRam ram(long from, long to) {
    return new FreeRam(RAM, new PhysicalRange(from, to));
  }

  @Test
  void placesAreWholePagesOfRam() throws IOException {
    FreeRam ram = ram(0, 1 << 20);
    assertThat(ram.highest(100, 1 << 20, "x")).isEqualTo(new PhysicalRange(0x9_e000, 0x9_e064));
    assertThat(ram.highest(0x1001, 1 << 20, "x").start()).isEqualTo(0x9_c000);
    assertThat(ram.lowest(1, 1, "x").start()).isEqualTo(0x1000);
    assertThat(ram.lowest(1, 1, "x").start()).isEqualTo(0x2000);
    assertThat(ram.lowest(1, 0x8000, "x").start()).isEqualTo(0x8000);
  }

  @Test
  void whatIsTakenIsLeftAlone() throws IOException {
    FreeRam ram = ram(0x10_0000, 0x20_0000);
    ram.take(new PhysicalRange(0x1f_f800, 0x1f_f801));
    ram.take(new PhysicalRange(0x10_0000, 0x18_0000));
    assertThat(ram.highest(0x1000, 1L << 32, "x").start()).isEqualTo(0x1f_e000);
    assertThat(ram.highest(0x1000, 0x1f_0000, "x").start()).isEqualTo(0x1e_f000);
    assertThat(ram.lowest(0x1000, 0x1000, "x").start()).isEqualTo(0x18_0000);
    assertThatThrownBy(() -> ram.lowest(0x10_0000, 0x1000, "the kernel"))
        .isInstanceOf(LoaderException.class)
        .hasMessageContaining("0x100000 to 0x200000 for the kernel of 1024 KiB")
        .hasMessageContaining("--range");
  }

  private static Part part(long start, long end, int... bytes) {
    ByteBuffer contents = ByteBuffer.allocate(bytes.length);
    for (int value : bytes) {
      contents.put((byte) value);
    }
    return Part.of(new PhysicalRange(start, end), contents.flip());
  }

  private static List<KexecSegment> segments(Part... parts) throws IOException {
    SegmentList list = new SegmentList();
    for (Part part : parts) {
      list.add(part);
    }
    return list.segments(1 << 30);
  }

  /** A gap between two parts of a page is zero, as what a part does not fill. */
  @Test
  void partsOfOnePageAreOneSegment() throws IOException {
    List<KexecSegment> segments =
        segments(
            part(0x1f_f010, 0x1f_f012, 3, 4),
            part(0x1f_e800, 0x1f_f008, 1),
            part(0x20_1000, 0x20_5000));
    assertThat(segments).hasSize(2);
    KexecSegment first = segments.get(0);
    assertThat(first.address()).isEqualTo(0x1f_e000);
    assertThat(first.memorySize()).isEqualTo(0x2000);
    assertThat(first.bytes().remaining()).isEqualTo(0x1012);
    assertThat(first.bytes().get(0x800)).isEqualTo((byte) 1);
    assertThat(first.bytes().get(0x1010)).isEqualTo((byte) 3);
    assertThat(segments.get(1).bytes().remaining()).isZero();
    assertThat(segments.get(1).memorySize()).isEqualTo(0x4000);
  }

  @Test
  void partsThatTouchAreJoinedWhereTheyAreTooMany() throws IOException {
    Part[] touching = new Part[20];
    Part[] apart = new Part[17];
    for (int i = 0; i < touching.length; i++) {
      touching[i] = part(0x10_0000 + i * 0x1000L, 0x10_1000 + i * 0x1000L, i);
    }
    for (int i = 0; i < apart.length; i++) {
      apart[i] = part(0x10_0000 + i * 0x2000L, 0x10_1000 + i * 0x2000L, i);
    }
    assertThat(segments(touching)).hasSize(1);
    assertThat(segments(touching[0], touching[1])).hasSize(2);
    assertThatThrownBy(() -> segments(apart)).hasMessageContaining("17 segments apart");
  }

  @Test
  void halfOfTheMachineIsTheMost() throws IOException {
    assertThat(segments(part(0, 1L << 29))).hasSize(1);
    assertThatThrownBy(() -> segments(part(0, (1L << 29) + 1)))
        .isInstanceOf(LoaderException.class)
        .hasMessageContaining("half of the machine's memory, 512 MiB");
  }
}
