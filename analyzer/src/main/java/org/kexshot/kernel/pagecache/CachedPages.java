package org.kexshot.kernel.pagecache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.mm.PageDescriptor;
import org.kexshot.kernel.mm.PageDescriptors;
import org.kexshot.kernel.structure.XArray;
import org.kexshot.kind.Listing;
import org.kexshot.memory.MemoryFault;
import org.kexshot.types.TypeException;

/**
 * Writes a file from those of its pages that are in memory. Source: {@code
 * include/linux/pagemap.h}.
 */
public final class CachedPages {
  private static final String HUGE_PAGES = "hugetlbfs";

  private final KernelImage image;
  private final CachedFile file;
  private final PageDescriptors descriptors;
  private final Problems problems = new Problems();
  private final List<Hole> holes = new ArrayList<>();
  private final byte[] page = new byte[Page.SIZE];

  /** Whether what lies at an index is told by huge pages and not by pages. */
  private boolean indexedByHugePages;

  /** One past the last byte that is written or told as a hole. */
  private long done;

  /**
   * A stretch of a file that memory does not hold.
   *
   * @param start byte offset of its first byte
   * @param end one past its last
   */
  public record Hole(long start, long end) {}

  /**
   * Prepares to write a file.
   *
   * @throws IOException if page descriptors or types are missing
   */
  public CachedPages(KernelImage image, CachedFile file) throws IOException {
    this.image = image;
    this.file = file;
    this.descriptors = new PageDescriptors(image);
  }

  /**
   * Writes the file up to its size, once; what memory does not hold stays a hole, which reads as
   * zeros. Cost: a read a page in memory.
   *
   * @return the holes, ascending
   * @throws IOException if the image's file or {@code out} fails, or the kernel is older than 4.20
   *     and has no {@code xarray}
   */
  public Listing<Hole> writeTo(SeekableByteChannel out) throws IOException {
    KernelStruct mapping = image.struct("inode", file.address()).target("i_mapping");
    if (!mapping.has("i_pages.xa_head")) {
      throw new TypeException(
          "the image's kernel %s keeps the pages of files in no xarray; it is older than 4.20"
              .formatted(image.osRelease()));
    }
    KernelStruct pages = mapping.embedded("i_pages");
    indexedByHugePages = file.type().equals(HUGE_PAGES) && isIndexedByHugePages(pages);
    new XArray(image, problems)
        .forEach("the pages of " + file.path(), pages, (index, entry) -> write(index, entry, out));
    if (done < file.size()) {
      hole(file.size());
      // A hole at the end is only there if something is behind it.
      out.position(file.size() - 1).write(ByteBuffer.allocate(1));
    }
    return new Listing<>(holes, problems.list());
  }

  /**
   * Before 6.7 (commit a08c7193e4f1) the page cache counted a huge page of hugetlbfs as one, and
   * numbered them so.
   */
  private boolean isIndexedByHugePages(KernelStruct pages) {
    long[] count = new long[1];
    new XArray(image, new Problems())
        .forEach("", pages, (index, entry) -> count[0] += descriptors.pfn(entry) < 0 ? 0 : 1);
    return count[0] == file.pages();
  }

  private void write(long index, long entry, SeekableByteChannel out) throws IOException {
    long pfn = descriptors.pfn(entry);
    if (pfn < 0) {
      return;
    }
    PageDescriptor first = descriptors.read(entry);
    long pages = descriptors.isCompound(first) ? descriptors.compoundPages(first) : 1;
    long place = indexedByHugePages ? index * pages : index;
    for (long i = 0; i < pages; i++) {
      long start = place + i << Page.SHIFT;
      if (start >= done && start < file.size() && read(start, pfn + i)) {
        hole(start);
        done = Math.min(start + Page.SIZE, file.size());
        out.position(start).write(ByteBuffer.wrap(page, 0, (int) (done - start)));
      }
    }
  }

  private boolean read(long start, long pfn) throws IOException {
    try {
      image.physical().read(pfn << Page.SHIFT, page, 0, Page.SIZE);
      return true;
    } catch (MemoryFault absent) {
      problems.add("the page at offset 0x%x: %s", start, absent.getMessage());
      return false;
    }
  }

  /** Tells that what follows the last written byte is missing up to here. */
  private void hole(long end) {
    if (end > done) {
      holes.add(new Hole(done, end));
      done = end;
    }
  }
}
