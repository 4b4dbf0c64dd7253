package org.kexshot.capture.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.DescriptorRun;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.PageTable;
import org.kexshot.paging.PagedMemory;
import org.kexshot.paging.PagingForm;

/** Descriptors in pages at 0x400000 and on, which lie wherever a table says. */
class DescriptorExtentTest {
  private static final long MAP = 0x40_0000;
  private static final List<PhysicalRange> RAM =
      List.of(new PhysicalRange(0x1000, 0x9_fc00), new PhysicalRange(0x10_0000, 0x20_0000));

  @Test
  void pagesThatLieTogetherAreOneExtent() throws IOException {
    assertThat(find(32, 0x9000, 0xa000, 0xb000, 0xc000))
        .containsExactly(
            new DescriptorExtent(1, 0xa0, 0x9020), new DescriptorExtent(0x100, 0x200, 0xb000));
  }

  @Test
  void pagesThatAreApartAreExtentsOfTheirOwn() throws IOException {
    assertThat(find(32, 0x9000, 0x5000, 0xb000, 0x7000))
        .containsExactly(
            new DescriptorExtent(1, 0x80, 0x9020),
            new DescriptorExtent(0x80, 0xa0, 0x5000),
            new DescriptorExtent(0x100, 0x180, 0xb000),
            new DescriptorExtent(0x180, 0x200, 0x7000));
  }

  @Test
  void framesWithoutDescriptorsAreTold() throws IOException {
    assertThat(find(32, 0x9000, 0xa000, 0xb000, 0))
        .contains(
            new DescriptorExtent(0x100, 0x180, 0xb000), new DescriptorExtent(0x180, 0x200, 0));
  }

  @Test
  void aDescriptorInTwoPagesThatAreApartIsRefused() {
    assertThatThrownBy(() -> find(48, 0x9000, 0x5000, 0xb000, 0xc000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("lies in two pages that are apart");
  }

  private static List<DescriptorExtent> find(int size, long... pages) throws IOException {
    ByteBuffer tables = ByteBuffer.allocate(0x2000).order(ByteOrder.LITTLE_ENDIAN);
    tables.putInt(4, 0x1001);
    for (int i = 0; i < pages.length; i++) {
      tables.putInt(0x1000 + 4 * i, pages[i] == 0 ? 0 : (int) pages[i] | 1);
    }
    PagedMemory kernel =
        new PagedMemory("test", new PageTable(memory(tables), PagingForm.I386, 0, 0), 4);
    return DescriptorExtent.find(RAM, List.of(new DescriptorRun(0, 0x200, MAP)), kernel, size);
  }

  private static PhysicalMemory memory(ByteBuffer tables) {
    return new PhysicalMemory() {
      @Override
      public List<PhysicalRange> ram() {
        return RAM;
      }

      @Override
      public PageState state(long pfn) {
        return PageState.PRESENT;
      }

      @Override
      public void read(long address, byte[] into, int offset, int length) {
        tables.get((int) address, into, offset, length);
      }
    };
  }
}
