package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.PageTable;
import org.kexshot.paging.PagingForm;
import org.kexshot.paging.Translation;

/** Walks the tables as a processor does, by the page-table walk that images are read with. */
class IdentityMapTest {
  private static final long ADDRESS = 0x7ff0_0000L;
  private static final long MIB2 = 2L << 20;

  /** As on a machine with 5 GiB and a hole below 4 GiB. */
  private static final List<PhysicalRange> RAM =
      List.of(
          new PhysicalRange(0x1000, 0x9fc00),
          new PhysicalRange(0x10_0000, 0xbffd_b000L),
          new PhysicalRange(0x1_0000_0000L, 0x1_8000_0000L));

  @ParameterizedTest
  @CsvSource({"4,true", "4,false", "5,true", "5,false"})
  void mapsAllRamOntoItselfAndNothingFarFromIt(int levels, boolean gigabytePages) throws Exception {
    PageTable table = walk(IdentityMap.of(RAM, levels, gigabytePages), levels);
    for (PhysicalRange range : RAM) {
      for (long at = range.start(); at < range.end(); at += MIB2 / 2) {
        requireMapped(table, at);
      }
      requireMapped(table, range.end() - 1);
    }
    for (long at :
        new long[] {0xc000_0000L, 0xfee0_0000L, 0xffff_ffffL, 0x1_8000_0000L, 1L << 39}) {
      assertThat(table.translate(at).isMapped()).as("0x%x", at).isFalse();
    }
  }

  @Test
  void takesOnePageForAGibOfRamWhereTheProcessorCan() {
    assertThat(IdentityMap.of(RAM, 4, true).size())
        .as("top, one table of GiB, and two of 2 MiB: of the first GiB and of the third")
        .isEqualTo((2 + 2) * 4096);
    assertThat(IdentityMap.of(RAM, 4, false).size()).isEqualTo((2 + 5) * 4096);
    assertThat(IdentityMap.of(RAM, 5, true).size()).isEqualTo((3 + 2) * 4096);
  }

  @Test
  void isEmptyWhereTheJumpIsMadeWithPagingOff() {
    IdentityMap map = IdentityMap.of(RAM, 0, false);
    assertThat(map.size()).isZero();
    assertThat(map.encode(ADDRESS)).isEmpty();
  }

  private static void requireMapped(PageTable table, long address) throws Exception {
    Translation page = table.translate(address);
    assertThat(page.isMapped()).as("0x%x is mapped", address).isTrue();
    assertThat(page.physical(address)).isEqualTo(address);
  }

  private static PageTable walk(IdentityMap map, int levels) {
    byte[] tables = map.encode(ADDRESS);
    PagingForm form = levels == 5 ? PagingForm.X86_64_LA57 : PagingForm.X86_64;
    return new PageTable(new Placed(tables), form, ADDRESS, 0);
  }

  /** Bytes at {@link #ADDRESS}. */
  private record Placed(byte[] bytes) implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return List.of(PhysicalRange.ofLength(ADDRESS, bytes.length));
    }

    @Override
    public PageState state(long pfn) {
      return PageState.PRESENT;
    }

    @Override
    public void read(long physicalAddress, byte[] into, int offset, int length) {
      System.arraycopy(bytes, (int) (physicalAddress - ADDRESS), into, offset, length);
    }
  }
}
