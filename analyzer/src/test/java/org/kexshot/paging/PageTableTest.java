package org.kexshot.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;

class PageTableTest {
  private static final long ROOT = 0x10_0000;

  /** A page to map: a virtual address, a frame, and the level that maps it. */
  record Page(long virtual, long frame, int level) {}

  @Provide
  Arbitrary<Page> pages() {
    return Combinators.combine(
            // Few distinct upper parts, so that pages share tables and lie side by side.
            Arbitraries.longs().between(0, 3),
            Arbitraries.longs().between(0, (1L << 40) - 1),
            Arbitraries.longs().between(0, (1L << 19) - 1),
            Arbitraries.integers().between(0, 2))
        .as((upper, lower, frame, level) -> new Page(upper << 55 ^ lower, frame, level));
  }

  @Property(tries = 300)
  void translatesExactlyWhatWasMapped(
      @ForAll PagingForm form, @ForAll @Size(max = 12) List<@From("pages") Page> pages)
      throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1L << 32);
    PageTableBuilder builder = new PageTableBuilder(memory, form, ROOT);
    Map<Long, Translation> expected = new TreeMap<>();
    for (Page page : pages) {
      int level = form.mayMapLargePage(page.level()) ? page.level() : 0;
      long size = form.span(level);
      long virtual = form.canonical(page.virtual()) & -size;
      boolean overlaps =
          expected.values().stream()
              .anyMatch(
                  other ->
                      other.contains(virtual)
                          || Long.compareUnsigned(other.virtualStart() - virtual, size) < 0);
      if (overlaps) {
        continue;
      }
      long physical = page.frame() << 12 & -size;
      builder.map(virtual, physical, level);
      expected.put(virtual, new Translation(Translation.Kind.MAPPED, virtual, size, physical, 0));
    }

    PagedMemory space = new PagedMemory("test", builder.table(), 8);
    for (Translation page : expected.values()) {
      for (long probe : new long[] {page.virtualStart(), page.virtualStart() + page.size() - 1}) {
        assertThat(builder.table().translate(probe).physical(probe))
            .isEqualTo(page.physical(probe));
        assertThat(space.physical(probe)).isEqualTo(page.physical(probe));
      }
      for (long probe : new long[] {page.virtualStart() - 1, page.virtualStart() + page.size()}) {
        boolean mapped = expected.values().stream().anyMatch(other -> other.contains(probe));
        assertThat(space.translate(probe).isMapped()).as("0x%x", probe).isEqualTo(mapped);
      }
    }
  }

  @Test
  void pse36PutsUpperAddressBitsIntoTheEntrysMiddle() throws Exception {
    PageTableBuilder builder =
        new PageTableBuilder(new FakePhysicalMemory(1 << 24), PagingForm.I386, ROOT);
    builder.setEntry(0xc000_0000L, 1, 0x0040_0000 | 0x5 << 13 | EntryBits.LARGE | 1);
    assertThat(builder.table().translate(0xc000_1234L).physical(0xc000_1234L))
        .isEqualTo(0x5_0040_1234L);
  }

  @Test
  void tellsSwappedFromAbsentFromProtected() throws Exception {
    PageTableBuilder builder =
        new PageTableBuilder(new FakePhysicalMemory(1 << 24), PagingForm.X86_64, ROOT);
    builder.setEntry(0x1000, 0, 0x1234_5600_0000_0002L);
    // PROT_NONE on x86_64 stores the frame's bits inverted.
    builder.setEntry(0x2000, 0, (~0xabc000L & 0x000f_ffff_ffff_f000L) | EntryBits.PROT_NONE);
    PagedMemory space = new PagedMemory("virtual of process 1", builder.table(), 8);

    assertThat(space.translate(0x1000).kind()).isEqualTo(Translation.Kind.SWAPPED);
    assertThat(space.physical(0x2010)).isEqualTo(0xabc010);
    assertThat(space.translate(0x3000).kind()).isEqualTo(Translation.Kind.ABSENT);
    assertThatThrownBy(() -> space.readU8(0x1004))
        .isInstanceOfSatisfying(
            UnmappedFault.class,
            fault -> {
              assertThat(fault.isSwapped()).isTrue();
              assertThat(fault.address()).isEqualTo(0x1004);
            })
        .hasMessageContaining("virtual of process 1 address 0x1004");
  }

  @Test
  void noncanonicalAddressesAreAbsent() throws Exception {
    PageTableBuilder builder =
        new PageTableBuilder(new FakePhysicalMemory(1 << 24), PagingForm.X86_64, ROOT);
    builder.map(0, 0x5000, 0);
    assertThat(builder.table().translate(1L << 48).isMapped()).isFalse();
    assertThat(builder.table().translate(0).isMapped()).isTrue();
  }

  @Test
  void readsAcrossPagesAndFaultsAtTheVirtualAddressOfAnExcludedFrame() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    PageTableBuilder builder = new PageTableBuilder(memory, PagingForm.I386, ROOT);
    builder.map(0xc000_0000L, 0x7000, 0);
    builder.map(0xc000_1000L, 0x3000, 0);
    memory.write(0x7ffe, new byte[] {1, 2});
    memory.write(0x3000, new byte[] {3, 4});
    PagedMemory space = new PagedMemory("kernel virtual", builder.table(), 4);
    assertThat(space.readU32(0xc000_0ffeL)).isEqualTo(0x0403_0201);

    memory.exclude(3);
    assertThatThrownBy(() -> space.readU32(0xc000_0ffeL))
        .isInstanceOfSatisfying(
            MemoryFault.class,
            fault -> {
              assertThat(fault.address()).isEqualTo(0xc000_1000L);
              assertThat(fault.state()).isEqualTo(PageState.EXCLUDED);
            });
  }

  @Test
  void aMissingTableFaultsAtTheAddressAskedFor() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    PageTableBuilder builder = new PageTableBuilder(memory, PagingForm.X86_64, ROOT);
    builder.map(0x1000, 0x5000, 0);
    memory.exclude(ROOT >> 12);
    PagedMemory space = new PagedMemory("kernel virtual", builder.table(), 8);
    assertThatThrownBy(() -> space.translate(0x1000))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("kernel virtual address 0x1000")
        .hasMessageContaining("page table");
  }

  @Test
  void theEntriesOfAWalkAreShown() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1L << 32);
    PageTableBuilder builder = new PageTableBuilder(memory, PagingForm.X86_64, ROOT);
    builder.setEntry(0x4000_5000L, 0, 0x8000_0000_0012_3067L);
    List<PageTableEntry> entries = new ArrayList<>();
    Translation page = builder.table().translate(0x4000_5678L, entries::add);
    assertThat(page.physical(0x4000_5678L)).isEqualTo(0x12_3678L);
    assertThat(entries)
        .extracting(PageTableEntry::levelName)
        .containsExactly("PGD", "PUD", "PMD", "PTE");
    assertThat(entries.get(0).physical()).isEqualTo(ROOT);
    assertThat(entries.get(3).flags())
        .containsExactly("present", "writable", "user", "accessed", "dirty", "no-execute");
    assertThat(PagingForm.X86_64_LA57.levelName(3)).isEqualTo("P4D");
    assertThat(PagingForm.I386.levelName(1)).isEqualTo("PGD");
  }

  /** Page by page, a range that begins at 0x1000 was walked over it for ever. */
  @Test
  void theHoleOfAddressesThatAreNotCanonicalIsOne() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1L << 32);
    for (PagingForm form : PagingForm.values()) {
      PageTable table = new PageTable(memory, form, ROOT, 0);
      boolean wide = form == PagingForm.X86_64 || form == PagingForm.X86_64_LA57;
      long start = wide ? 1L << (form == PagingForm.X86_64 ? 47 : 56) : 1L << 32;
      Translation hole = table.translate(start + 0x1000);
      assertThat(hole.isMapped()).isFalse();
      assertThat(hole.virtualStart()).isEqualTo(start);
      assertThat(hole.virtualStart() + hole.size()).isEqualTo(wide ? -start : 0);
      assertThat(hole.contains(start)).isTrue();
      assertThat(hole.contains(start - 1)).isFalse();
      assertThat(hole.contains((wide ? -start : 0) - 1)).isTrue();
    }
  }
}
