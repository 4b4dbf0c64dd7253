package org.kexshot.operation.search;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kexshot.address.Page;
import org.kexshot.index.text.PageNumbers;
import org.kexshot.index.text.StringIndex;
import org.kexshot.operation.Image;
import org.kexshot.owner.bytes.ByteOwner;
import org.kexshot.pattern.BytePattern;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;

/**
 * Searches the memory of images for a pattern. Cost: each distinct page is read once, by all
 * processors; where an index of strings tells the pages that may hold it, only these. Memory: some
 * bits a page, whatever the images' size.
 */
public final class MemorySearch implements Closeable {
  private final SearchedImages images;
  private final Optional<StringIndexing> indexing;
  private final Consumer<String> told;

  private MemorySearch(
      SearchedImages images, Optional<StringIndexing> indexing, Consumer<String> told) {
    this.images = images;
    this.indexing = indexing;
    this.told = told;
  }

  /**
   * Searches snapshots of a repository.
   *
   * @param indexed whether to use the index of strings, and to add to it what it lacks
   * @param told is told why owners are not known
   */
  public static MemorySearch of(
      Repository repository, List<Snapshot> snapshots, boolean indexed, Consumer<String> told)
      throws IOException {
    return new MemorySearch(
        new StoredImages(repository, snapshots),
        indexed ? Optional.of(new StringIndexing(repository)) : Optional.empty(),
        told);
  }

  /**
   * Searches an image in a file.
   *
   * @param reference by which a command line names it
   */
  public static MemorySearch of(Image image, String reference, Consumer<String> told)
      throws IOException {
    return new MemorySearch(new ImageFile(image, reference), Optional.empty(), told);
  }

  /**
   * Finds a pattern.
   *
   * @param limit matches to show
   * @param context bytes to show on each side of one
   * @param owners whether to find out whose they are, and what crosses from a page to the one that
   *     only their owner sees as the next
   * @param whose matches of other memory, or of memory whose owner is not known, do not count;
   *     empty for all
   */
  public MemorySearchResult find(
      BytePattern pattern,
      int limit,
      int context,
      boolean owners,
      Optional<Predicate<ByteOwner>> whose)
      throws IOException {
    DistinctPages pages = DistinctPages.of(images);
    BitSet wanted = wanted(pages, pattern);
    PageScan scan = new PageScan(images, pages, pattern, wanted);
    scan.run();
    HitWalk walk = new HitWalk(images, pages, scan, pattern.matcher(), limit);
    List<MemoryHit> hits = new ArrayList<>();
    for (int image = 0; image < images.count(); image++) {
      try (ImageOwners known = new ImageOwners(images, image, told)) {
        Optional<ImageOwners> asked = owners ? Optional.of(known) : Optional.empty();
        NextPages next = owners ? known : frame -> NextPages.NONE;
        for (FoundBytes found : walk.walk(image, next, filter(known, whose))) {
          hits.add(hit(found, image, walk, context, asked));
        }
      }
    }
    return new MemorySearchResult(
        walk.total(), hits, pages.count(), wanted.cardinality(), scan.problems());
  }

  private static HitFilter filter(ImageOwners known, Optional<Predicate<ByteOwner>> whose) {
    return whose.isEmpty()
        ? HitFilter.ALL
        : (frame, offset) -> known.owner(frame, offset).filter(whose.get()).isPresent();
  }

  /** The indexes of the pages that may hold the pattern, or its beginning. */
  private BitSet wanted(DistinctPages pages, BytePattern pattern) throws IOException {
    Set<String> texts = pattern.requiredText().orElse(Set.of());
    BitSet wanted = new BitSet(pages.count());
    if (indexing.isEmpty() || texts.isEmpty() || !texts.stream().allMatch(StringIndex::canTell)) {
      wanted.set(0, pages.count());
      return wanted;
    }
    indexing.get().update();
    try (StringIndex index = indexing.get().open()) {
      PageNumbers known = index.pages();
      pages.forEachRange(
          (first, start, end) ->
              known.forEachMissing(
                  start,
                  end,
                  (from, to) ->
                      wanted.set((int) (first + from - start), (int) (first + to - start))));
      boolean complete = wanted.isEmpty() || wanted.equals(zeros(pages));
      for (String text : texts) {
        index.forEachCandidate(
            text,
            complete,
            page -> {
              if (pages.contains(page)) {
                wanted.set(pages.index(page));
              }
            });
      }
    }
    return wanted;
  }

  /** The page of zeros is none of the index's affair: no text goes on in it. */
  private static BitSet zeros(DistinctPages pages) {
    BitSet zeros = new BitSet();
    if (pages.contains(SearchedImages.ZEROS)) {
      zeros.set(pages.index(SearchedImages.ZEROS));
    }
    return zeros;
  }

  private MemoryHit hit(
      FoundBytes found, int image, HitWalk walk, int context, Optional<ImageOwners> owners)
      throws IOException {
    List<Long> frames = found.frames();
    long first = frames.get(0);
    long last = frames.get(frames.size() - 1);
    int end = (found.offset() + found.length() - 1) % Page.SIZE + 1;
    byte[] bytes = new byte[frames.size() * Page.SIZE];
    for (int i = 0; i < frames.size(); i++) {
      images.read(found.pages().get(i), bytes, i * Page.SIZE);
    }
    return new MemoryHit(
        images.reference(image),
        walk.shownIn(found),
        found.offset(),
        frames,
        before(image, first, found.offset(), context),
        Arrays.copyOfRange(bytes, found.offset(), found.offset() + found.length()),
        after(image, last, end, context),
        owners.isPresent() ? owners.get().owner(first, found.offset()) : Optional.empty());
  }

  /** Bytes before an offset of a frame, and if that are too few of the frame before. */
  private byte[] before(int image, long frame, int offset, int length) throws IOException {
    byte[] bytes = new byte[2 * Page.SIZE];
    boolean more = offset < length && load(image, frame - 1, bytes, 0);
    int start = Math.max(Page.SIZE + offset - length, more ? 0 : Page.SIZE);
    load(image, frame, bytes, Page.SIZE);
    return Arrays.copyOfRange(bytes, start, Page.SIZE + offset);
  }

  /** Bytes from an offset of a frame on, and if that are too few of the next frame. */
  private byte[] after(int image, long frame, int offset, int length) throws IOException {
    byte[] bytes = new byte[2 * Page.SIZE];
    boolean more = offset + length > Page.SIZE && load(image, frame + 1, bytes, Page.SIZE);
    load(image, frame, bytes, 0);
    int end = Math.min(offset + length, more ? 2 * Page.SIZE : Page.SIZE);
    return Arrays.copyOfRange(bytes, offset, end);
  }

  private boolean load(int image, long frame, byte[] into, int offset) throws IOException {
    long page = images.page(image, frame);
    if (page == SearchedImages.ABSENT) {
      return false;
    }
    try {
      images.read(page, into, offset);
      return true;
    } catch (IOException damaged) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    images.close();
  }
}
