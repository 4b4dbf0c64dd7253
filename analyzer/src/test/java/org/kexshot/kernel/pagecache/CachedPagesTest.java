package org.kexshot.kernel.pagecache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** A file of 5.5 pages of which some are in memory, at frames from 0x500 on. */
class CachedPagesTest {
  private static final int PAGE = 4096;
  private static final int DESCRIPTOR = 32;
  private static final long SIZE = 5 * PAGE + 2048;

  private final FakeKernel kernel = new FakeKernel();
  @TempDir private Path directory;
  private long descriptors;
  private long inode;
  private long node;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .enumerate("pageflags", "PG_locked", "PG_head")
        .define("xarray", "xa_head: *char")
        .define("xa_node", "shift: unsigned char", "slots: unsigned int[8]")
        .define("address_space", "i_pages: xarray")
        .define("inode", "i_mapping: *address_space")
        .define(
            "page",
            "flags: unsigned int",
            "compound_head: unsigned int",
            "compound_order: unsigned int",
            "mapping: *char",
            "index: unsigned int",
            "private: unsigned int",
            "_mapcount: int",
            "_refcount: int");
    descriptors = kernel.allocate(4096 * DESCRIPTOR);
    long map = kernel.allocate(4);
    kernel.number(map, descriptors, 4);
    kernel.info("SYMBOL(mem_map)=%x\n".formatted(map));
    inode = kernel.allocate("inode");
    long mapping = kernel.allocate("address_space");
    kernel.set(inode, "inode", "i_mapping", mapping);
    node = kernel.allocate("xa_node");
    kernel.set(mapping, "address_space", "i_pages.xa_head", node | 2);
  }

  /** Puts a page of the file, full of one byte, into a frame. */
  private void cache(int index, long pfn) throws IOException {
    byte[] contents = new byte[PAGE];
    Arrays.fill(contents, (byte) (index + 1));
    kernel.bytes(FakeKernel.PAGE_OFFSET + (pfn << 12), contents);
    slot(index, descriptors + pfn * DESCRIPTOR);
  }

  private void slot(int index, long entry) throws IOException {
    kernel.number(node + kernel.offset("xa_node", "slots") + 4L * index, entry, 4);
  }

  private Listing<CachedPages.Hole> write(Path file) throws IOException {
    return write(file, "ext4", 3);
  }

  private Listing<CachedPages.Hole> write(Path file, String type, long pages) throws IOException {
    CachedFile cached = new CachedFile("/f", type, 1, 0644, 0, 0, 7, SIZE, pages, inode);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      return new CachedPages(kernel.open(), cached).writeTo(out);
    }
  }

  @Test
  void writesPagesToTheirPlacesAndTellsHoles() throws Exception {
    cache(1, 0x500);
    cache(2, 0x510);
    cache(5, 0x520);
    // Evicted: a value stands in its place.
    slot(0, 0x123 << 1 | 1);
    Path file = directory.resolve("whole");
    Listing<CachedPages.Hole> holes = write(file);
    assertThat(holes.problems()).isEmpty();
    assertThat(holes.items())
        .containsExactly(new CachedPages.Hole(0, PAGE), new CachedPages.Hole(3 * PAGE, 5 * PAGE));
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize((int) SIZE);
    assertThat(bytes[0]).isZero();
    assertThat(bytes[PAGE]).isEqualTo((byte) 2);
    assertThat(bytes[3 * PAGE - 1]).isEqualTo((byte) 3);
    assertThat(bytes[4 * PAGE]).isZero();
    assertThat(bytes[(int) SIZE - 1]).isEqualTo((byte) 6);
  }

  @Test
  void aCompoundPageIsSeveralPagesOfTheFile() throws Exception {
    cache(1, 0x501);
    cache(0, 0x500);
    slot(1, 0);
    kernel.set(descriptors + 0x500 * DESCRIPTOR, "page", "flags", 2);
    kernel.set(descriptors + 0x501 * DESCRIPTOR, "page", "compound_order", 1);
    Path file = directory.resolve("compound");
    assertThat(write(file).items()).containsExactly(new CachedPages.Hole(2 * PAGE, SIZE));
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize((int) SIZE);
    assertThat(bytes[0]).isEqualTo((byte) 1);
    assertThat(bytes[PAGE]).isEqualTo((byte) 2);
  }

  /** Two huge pages of two pages each; before 6.7 the second one's index is 1, since then 2. */
  @ParameterizedTest
  @CsvSource({"1, 2", "2, 4"})
  void hugePagesLieWhereTheKernelCountsThem(int index, long pages) throws Exception {
    for (int i = 0; i < 4; i++) {
      byte[] contents = new byte[PAGE];
      Arrays.fill(contents, (byte) (i + 1));
      kernel.bytes(FakeKernel.PAGE_OFFSET + (0x500 + i << 12), contents);
    }
    for (long pfn : new long[] {0x500, 0x502}) {
      kernel.set(descriptors + pfn * DESCRIPTOR, "page", "flags", 2);
      kernel.set(descriptors + (pfn + 1) * DESCRIPTOR, "page", "compound_order", 1);
    }
    slot(0, descriptors + 0x500 * DESCRIPTOR);
    slot(index, descriptors + 0x502 * DESCRIPTOR);
    Path file = directory.resolve("huge");
    assertThat(write(file, "hugetlbfs", pages).items())
        .containsExactly(new CachedPages.Hole(4 * PAGE, SIZE));
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < 4; i++) {
      assertThat(bytes[i * PAGE]).isEqualTo((byte) (i + 1));
    }
  }

  @Test
  void aPageThatTheImageLacksIsAHoleAndAProblem() throws Exception {
    cache(0, 0x500);
    cache(1, 0x501);
    kernel.exclude(FakeKernel.PAGE_OFFSET + (0x500 << 12));
    Listing<CachedPages.Hole> holes = write(directory.resolve("lacking"));
    assertThat(holes.items())
        .containsExactly(new CachedPages.Hole(0, PAGE), new CachedPages.Hole(2 * PAGE, SIZE));
    assertThat(holes.problems()).hasSize(1).first().asString().contains("offset 0x0");
  }
}
