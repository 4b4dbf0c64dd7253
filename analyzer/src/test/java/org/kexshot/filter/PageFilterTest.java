package org.kexshot.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.SyntheticKernel.Model;
import org.kexshot.memory.MemoryFault;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class PageFilterTest {
  private static final int CACHE = 1 << SyntheticKernel.LRU;
  private static final int CACHE_PRIVATE = CACHE | 1 << SyntheticKernel.PRIVATE;
  private static final int SWAP = 1 << SyntheticKernel.SWAPCACHE | 1 << SyntheticKernel.SWAPBACKED;
  private static final int POISON = 1 << SyntheticKernel.HWPOISON;
  private static final int SLAB = 1 << SyntheticKernel.SLAB;
  private static final long[] BORDERS = {
    -1, 0, 1, 2, 3, 13, 33, 63, 64, 65, 4095, 4097, 1 << 20, 1L << 31, 1L << 40, Long.MAX_VALUE
  };
  private static final long ANON = 0x1001;
  private static final long FILE = 0x1000;

  /** A page or a block of pages, and the levels' bits that leave it out. */
  private enum Sort {
    IN_USE(0),
    FREE(16),
    CACHED(2 | 4),
    CACHED_PRIVATE(4),
    SWAP_CACHE_OF_FILE(2 | 4),
    ANONYMOUS(8),
    HUGETLB(8),
    HUGE_ANONYMOUS(8),
    HUGE_CACHE(2 | 4),
    HUGE_IN_USE(0),
    SLAB_LIKE_FREE(0),
    POISONED(31),
    POISONED_CACHE(31),
    OFFLINE(31);

    final int bits;

    Sort(int bits) {
      this.bits = bits;
    }

    boolean isExcludedAt(int level) {
      boolean always = this == POISONED || this == POISONED_CACHE || this == OFFLINE;
      return always || (bits & level) != 0;
    }

    boolean isBlock() {
      return this == FREE || name().startsWith("HUGE");
    }
  }

  /** Memory filled with blocks of every sort in random order; each frame's fate is known. */
  @Property(tries = 60)
  void excludesWhatTheLevelSays(
      @ForAll long seed, @ForAll Model model, @ForAll @IntRange(max = 31) int level)
      throws IOException {
    Random random = new Random(seed);
    SyntheticKernel kernel = new SyntheticKernel(model, 20_000);
    boolean[] excluded = new boolean[(int) kernel.frames];
    for (int pfn = 0; pfn < kernel.frames; ) {
      Sort sort = Sort.values()[random.nextInt(Sort.values().length)];
      int order = sort.isBlock() ? 1 + random.nextInt(10) : 0;
      if ((pfn & (1 << order) - 1) != 0 || pfn + (1 << order) > kernel.frames) {
        sort = Sort.IN_USE;
        order = 0;
      }
      describe(kernel, pfn, order, sort);
      for (int i = 0; i < 1 << order; i++) {
        excluded[pfn + i] = sort.isExcludedAt(level);
      }
      pfn += 1 << order;
    }
    PageSelection selection = kernel.select(level);
    long kept = 0;
    for (int pfn = 0; pfn < kernel.frames; pfn++) {
      if (selection.kept().contains(pfn) == excluded[pfn]) {
        throw new AssertionError("frame %d of level %d".formatted(pfn, level));
      }
      kept += excluded[pfn] ? 0 : 1;
    }
    assertThat(selection.counts().get(PageKind.KEPT)).isEqualTo(kept);
    assertThat(selection.counts().total()).isEqualTo(kernel.frames);
    assertThat(selection.undecided()).isZero();
    assertThat(kernel.select(List.of(0, level, 31), 1).get(1)).isEqualTo(selection);
  }

  /** Threads share out frames in stretches; a torn block may reach from one into the next. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void severalThreadsDecideAsOneDoes(boolean torn) throws IOException {
    long frames = 2 * PfnSet.STRETCH + 5000;
    SyntheticKernel kernel = new SyntheticKernel(Model.SPARSE_EXTREME_X86_64, frames);
    Random random = new Random(7);
    for (long pfn = 0; pfn < frames - 1024; pfn += 1024 << random.nextInt(4)) {
      describe(kernel, pfn, 1 + random.nextInt(9), Sort.values()[random.nextInt(8)]);
    }
    describe(kernel, PfnSet.STRETCH - (torn ? 2 : 4), 2, Sort.FREE);
    describe(kernel, PfnSet.STRETCH + 1, 0, Sort.CACHED);
    List<Integer> levels = List.of(16, 31);
    List<PageSelection> selections = kernel.select(levels, 3);
    assertThat(selections).isEqualTo(kernel.select(levels, 1));
    assertThat(selections.get(0).kept().contains(PfnSet.STRETCH + 1)).isEqualTo(!torn);
    assertThat(selections.get(1).undecided()).isZero();
  }

  private static void describe(SyntheticKernel kernel, long pfn, int order, Sort sort) {
    switch (sort) {
      case IN_USE -> kernel.describe(pfn, 0, -1, 0, 0, 0);
      case FREE -> kernel.describe(pfn, 0, SyntheticKernel.BUDDY_MAPCOUNT, 0, order, 0);
      case CACHED -> kernel.describe(pfn, CACHE, 0, FILE, 0, 0);
      case CACHED_PRIVATE -> kernel.describe(pfn, CACHE_PRIVATE, 0, FILE, 0, 0);
      case SWAP_CACHE_OF_FILE -> kernel.describe(pfn, SWAP, 0, FILE, 0, 0);
      case ANONYMOUS -> kernel.describe(pfn, CACHE, 0, ANON, 0, 0);
      case HUGETLB ->
          kernel.describeCompound(pfn, order, 0, FILE, SyntheticKernel.HUGETLB_DESTRUCTOR);
      case HUGE_ANONYMOUS -> kernel.describeCompound(pfn, order, CACHE, ANON, 3);
      case HUGE_CACHE -> kernel.describeCompound(pfn, order, CACHE, FILE, 1);
      case HUGE_IN_USE -> kernel.describeCompound(pfn, order, 0, 0, 1);
      case SLAB_LIKE_FREE -> kernel.describe(pfn, SLAB, SyntheticKernel.BUDDY_MAPCOUNT, ANON, 3, 0);
      case POISONED -> kernel.describe(pfn, POISON, -1, 0, 0, 0);
      case POISONED_CACHE -> kernel.describe(pfn, POISON | CACHE_PRIVATE, -1, FILE, 0, 0);
      case OFFLINE -> kernel.describe(pfn, 0, SyntheticKernel.OFFLINE_MAPCOUNT, 0, 0, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Model.class)
  void countsByKind(Model model) throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(model, 17_000);
    describe(kernel, 16, 3, Sort.FREE);
    describe(kernel, 1, 0, Sort.CACHED);
    describe(kernel, 2, 0, Sort.CACHED_PRIVATE);
    describe(kernel, 1024, 9, Sort.HUGETLB);
    describe(kernel, 3, 0, Sort.ANONYMOUS);
    describe(kernel, 4, 0, Sort.POISONED);
    describe(kernel, 5, 0, Sort.OFFLINE);
    PageCounts counts = kernel.select(31).counts();
    assertThat(counts.get(PageKind.FREE)).isEqualTo(8);
    assertThat(counts.get(PageKind.CACHE)).isEqualTo(1);
    assertThat(counts.get(PageKind.CACHE_PRIVATE)).isEqualTo(1);
    assertThat(counts.get(PageKind.USER)).isEqualTo(513);
    assertThat(counts.get(PageKind.HWPOISON)).isEqualTo(1);
    assertThat(counts.get(PageKind.OFFLINE)).isEqualTo(1);
    assertThat(counts.get(PageKind.ZERO)).isZero();
  }

  /** Its other members are the compound page's, and mean nothing of what a page of its own has. */
  @ParameterizedTest
  @ValueSource(strings = {"compound_head", "compound_info"})
  void aTailOfWhatIsInUseIsKept(String name) throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(Model.SPARSE_EXTREME_X86_64, 17_000);
    kernel.headName = name;
    kernel.describe(2, CACHE, 0, ANON, 0, 0xffff_ffff_ffff_ff81L);
    kernel.describe(3, CACHE, 0, ANON, 0, 0);
    PageSelection selection = kernel.select(31);
    assertThat(selection.kept().contains(2)).isTrue();
    assertThat(selection.kept().contains(3)).isFalse();
  }

  /** What a level keeps as one kind can still be excluded as another: the order of questions. */
  @Test
  void aPoisonedFreeBlockIsFreeOnlyWhereFreePagesAreExcluded() throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(Model.FLAT_I386, 5000);
    kernel.describe(64, POISON, SyntheticKernel.BUDDY_MAPCOUNT, 0, 2, 0);
    assertThat(kernel.select(16).counts().get(PageKind.FREE)).isEqualTo(4);
    assertThat(kernel.select(0).counts().get(PageKind.HWPOISON)).isEqualTo(1);
    assertThat(kernel.select(0).counts().get(PageKind.FREE)).isZero();
  }

  @Test
  void aFreeBlockOfAnOrderThatCannotBeIsKept() throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(Model.FLAT_I386, 5000);
    kernel.describe(64, 0, SyntheticKernel.BUDDY_MAPCOUNT, 0, 11, 0);
    assertThat(kernel.select(31).counts().get(PageKind.KEPT)).isEqualTo(5000);
  }

  @Test
  @Timeout(20)
  void aBlockThatReachesBeyondAllMemoryEndsWithIt() throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(Model.FLAT_I386, 5000);
    kernel.describe(4990, 0, SyntheticKernel.BUDDY_MAPCOUNT, 0, 10, 0);
    assertThat(kernel.select(16).counts().get(PageKind.FREE)).isEqualTo(10);
  }

  @Test
  void framesWhoseDescriptorsAreMissingAreKept() throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(Model.FLAT_I386, 5000);
    for (long pfn = 0; pfn < 512; pfn += 8) {
      describe(kernel, pfn, 3, Sort.FREE);
    }
    kernel.memory.exclude((SyntheticKernel.MAP >>> 12) + 1);
    PageSelection selection = kernel.select(16);
    assertThat(selection.undecided()).isEqualTo(128);
    assertThat(selection.counts().get(PageKind.FREE)).isEqualTo(384);
    assertThat(selection.kept().contains(130)).isTrue();
    assertThat(selection.kept().contains(256)).isFalse();
  }

  @Test
  void saysWhichLineIsMissing() throws IOException {
    SyntheticKernel kernel = new SyntheticKernel(Model.FLAT_I386, 5000);
    String text = new String(kernel.vmcoreinfo().bytes(), StandardCharsets.US_ASCII);
    Vmcoreinfo without =
        Vmcoreinfo.parse(
            text.replace("NUMBER(PG_lru)=4\n", "").getBytes(StandardCharsets.US_ASCII));
    assertThatThrownBy(
            () -> PageFilter.select(kernel.memory, kernel.kernel(), without, DumpLevel.KERNEL))
        .isInstanceOf(MissingVmcoreinfoException.class)
        .hasMessageContaining("NUMBER(PG_lru)");
  }

  /** A note is the file's, and a file may claim anything. */
  @Property(tries = 300)
  void aLineThatCannotBeIsRefusedOrDoesNoHarm(@ForAll long seed, @ForAll Model model)
      throws IOException {
    Random random = new Random(seed);
    SyntheticKernel kernel = new SyntheticKernel(model, 4000);
    String[] lines = new String(kernel.vmcoreinfo().bytes(), StandardCharsets.US_ASCII).split("\n");
    int changed = random.nextInt(lines.length);
    String key = lines[changed].substring(0, lines[changed].indexOf('=') + 1);
    long value = BORDERS[random.nextInt(BORDERS.length)];
    lines[changed] = key + (key.startsWith("SYMBOL") ? Long.toHexString(value) : value);
    byte[] note = String.join("\n", lines).getBytes(StandardCharsets.US_ASCII);
    try {
      PageSelection selection =
          PageFilter.select(
              kernel.memory, kernel.kernel(), Vmcoreinfo.parse(note), DumpLevel.KERNEL);
      assertThat(selection.counts().total()).isEqualTo(selection.ram().count());
    } catch (MissingVmcoreinfoException refused) {
      assertThat(refused).hasMessageContaining(key.substring(0, key.length() - 1));
    } catch (MemoryFault absent) {
      assertThat(absent).hasMessageContaining("0x");
    }
  }

  @Test
  void refusesALevelThatIsNone() {
    assertThatThrownBy(() -> new DumpLevel(32)).hasMessageContaining("0 to 31");
  }
}
