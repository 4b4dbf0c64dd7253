package org.kexshot.operation.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.address.Page;
import org.kexshot.operation.Image;
import org.kexshot.pattern.BytePattern;
import org.kexshot.pattern.PatternException;
import org.kexshot.store.read.StoredPages;

/** Matches in made-up images, beside those in all of each image's bytes. */
class MemorySearchTest {
  private static final int FRAMES = 24;

  /**
   * Images whose frames hold some of a few pages.
   *
   * @param frames the number of each frame's page, by image
   * @param contents of the pages from number 2 on
   */
  private record Images(long[][] frames, List<byte[]> contents) implements SearchedImages {
    @Override
    public int count() {
      return frames.length;
    }

    @Override
    public void forEachRun(int image, StoredPages.RunVisitor visitor) throws IOException {
      for (int at = 0; at < frames[image].length; at++) {
        if (frames[image][at] != ABSENT) {
          visitor.run(at, 1, frames[image][at]);
        }
      }
    }

    @Override
    public long page(int image, long frame) {
      return frame < 0 || frame >= frames[image].length ? ABSENT : frames[image][(int) frame];
    }

    @Override
    public void read(long page, byte[] into, int offset) {
      byte[] bytes = page == ZEROS ? new byte[Page.SIZE] : contents.get((int) page - 2);
      System.arraycopy(bytes, 0, into, offset, Page.SIZE);
    }

    @Override
    public Image open(int image) {
      throw new AssertionError("owners are not asked for");
    }

    @Override
    public void release(Image image) {}

    @Override
    public String reference(int image) {
      return "image" + image;
    }

    @Override
    public void close() {}
  }

  private static byte[] page(String start, String middle, String end) {
    byte[] page = new byte[Page.SIZE];
    Arrays.fill(page, (byte) '.');
    put(start, page, 0);
    put(middle, page, 2000);
    put(end, page, Page.SIZE - end.length());
    return page;
  }

  private static void put(String text, byte[] page, int at) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, page, at, bytes.length);
  }

  /** Which matches are wanted of an image. */
  @FunctionalInterface
  private interface Wanted {
    HitFilter of(int image);
  }

  private static Set<FoundBytes> found(Images images, String regex, NextPages next)
      throws IOException, PatternException {
    return found(images, regex, next, image -> HitFilter.ALL);
  }

  private static Set<FoundBytes> found(Images images, String regex, NextPages next, Wanted wanted)
      throws IOException, PatternException {
    BytePattern pattern = BytePattern.regex(regex, false);
    DistinctPages pages = DistinctPages.of(images);
    BitSet all = new BitSet();
    all.set(0, pages.count());
    PageScan scan = new PageScan(images, pages, pattern, all);
    scan.run();
    HitWalk walk = new HitWalk(images, pages, scan, pattern.matcher(), Integer.MAX_VALUE);
    List<FoundBytes> found = new ArrayList<>();
    for (int image = 0; image < images.count(); image++) {
      found.addAll(walk.walk(image, next, wanted.of(image)));
    }
    assertThat(found).doesNotHaveDuplicates().hasSize((int) walk.total());
    return new LinkedHashSet<>(found);
  }

  /** Those in the bytes of neighbouring frames, taken as one. */
  private static Set<FoundBytes> simple(Images images, String regex) throws PatternException {
    Set<FoundBytes> found = new LinkedHashSet<>();
    for (int image = 0; image < images.count(); image++) {
      for (int start = 0; start < FRAMES; start++) {
        int end = start;
        while (images.page(image, end) != SearchedImages.ABSENT) {
          end++;
        }
        if (end > start) {
          found.addAll(simple(images, image, start, end, regex));
          start = end;
        }
      }
    }
    return found;
  }

  private static Set<FoundBytes> simple(Images images, int image, int start, int end, String regex)
      throws PatternException {
    byte[] bytes = new byte[(end - start) * Page.SIZE];
    for (int frame = start; frame < end; frame++) {
      images.read(images.page(image, frame), bytes, (frame - start) * Page.SIZE);
    }
    Set<FoundBytes> found = new LinkedHashSet<>();
    BytePattern.regex(regex, false)
        .matcher()
        .forEach(
            bytes,
            0,
            bytes.length,
            (from, to) -> {
              List<Long> frames = new ArrayList<>();
              List<Long> pages = new ArrayList<>();
              for (int at = from / Page.SIZE; at <= (to - 1) / Page.SIZE; at++) {
                frames.add((long) start + at);
                pages.add(images.page(image, start + at));
              }
              found.add(new FoundBytes(from % Page.SIZE, to - from, frames, pages));
            });
    return found;
  }

  @Property(tries = 60)
  void findsWhatIsInAllBytes(@ForAll long seed) throws IOException, PatternException {
    Random random = new Random(seed);
    String[] edges = {"", "a", "ab", "abc", "c", "bc", "bcab", "\n", "aaaa"};
    List<byte[]> contents = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      contents.add(
          page(
              edges[random.nextInt(edges.length)],
              edges[random.nextInt(edges.length)],
              edges[random.nextInt(edges.length)]));
    }
    contents.add(page("a".repeat(Page.SIZE), "", ""));
    long[][] frames = new long[3][FRAMES];
    for (int image = 0; image < frames.length; image++) {
      for (int frame = 0; frame < FRAMES; frame++) {
        boolean kept = image > 0 && random.nextInt(3) > 0;
        frames[image][frame] =
            kept ? frames[image - 1][frame] : random.nextInt(contents.size() + 2);
      }
    }
    Images images = new Images(frames, contents);
    for (String regex :
        List.of("abc", "a+", "a+b", "c\\.{1000}", "(ab?c|ca)+", "b[^b]{1,999}b", "\\n")) {
      assertThat(found(images, regex, frame -> NextPages.NONE))
          .as(regex)
          .isEqualTo(simple(images, regex));
    }
  }

  /** A process may have come to own a page of whose contents nothing changed. */
  @Fault("A search with `owner:` asks for the owner in the first snapshot alone")
  @Test
  void whatIsWantedOfALaterImageOnlyIsFound() throws IOException, PatternException {
    List<byte[]> contents = List.of(page("", "secret", ""), page("", "secret", ""));
    Images images = new Images(new long[][] {{2, 3}, {2, 3}, {2, 3}}, contents);

    assertThat(
            found(
                images,
                "secret",
                frame -> NextPages.NONE,
                image -> (frame, offset) -> image > 0 && frame == 1))
        .containsExactly(new FoundBytes(2000, 6, List.of(1L), List.of(3L)));
  }

  /** Eight pages and a little, wherever the stretch begins. */
  @Test
  void longMatchesAreFound() throws IOException, PatternException {
    byte[] all = page("a".repeat(Page.SIZE), "", "");
    List<byte[]> contents = List.of(page("", "", "c"), all, page("ab", "", ""));
    for (int start = 0; start < FRAMES - 8; start++) {
      long[] frames = new long[FRAMES];
      Arrays.fill(frames, 3);
      frames[start] = 2;
      frames[start + 8] = 4;
      Images images = new Images(new long[][] {frames}, contents);

      assertThat(found(images, "ca+b|a{9}", frame -> NextPages.NONE))
          .contains(
              new FoundBytes(
                  Page.SIZE - 1,
                  7 * Page.SIZE + 3,
                  java.util.stream.LongStream.rangeClosed(start, start + 8).boxed().toList(),
                  Arrays.stream(frames, start, start + 9).boxed().toList()));
    }
  }

  @Test
  void whatOnlyTheOwnerSeesAsOneIsFound() throws IOException, PatternException {
    List<byte[]> contents =
        List.of(page("", "", "PRIV"), page("", "", ""), page("ATE KEY", "", ""));
    Images images = new Images(new long[][] {{2, 3, 4}}, contents);

    assertThat(found(images, "PRIVATE KEY", frame -> frame == 0 ? 2 : NextPages.NONE))
        .containsExactly(new FoundBytes(Page.SIZE - 4, 11, List.of(0L, 2L), List.of(2L, 4L)));
    assertThat(found(images, "PRIVATE KEY", frame -> NextPages.NONE)).isEmpty();
  }

  @Test
  void whatAnEarlierImageShowsIsFoundOnce() throws IOException, PatternException {
    List<byte[]> contents = List.of(page("", "secret", ""), page("", "other secret", ""));
    Images images = new Images(new long[][] {{2, 3}, {2, 3}, {3, 3}}, contents);

    assertThat(found(images, "secret", frame -> NextPages.NONE))
        .extracting(FoundBytes::frames, FoundBytes::pages)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(List.of(0L), List.of(2L)),
            org.assertj.core.groups.Tuple.tuple(List.of(1L), List.of(3L)),
            org.assertj.core.groups.Tuple.tuple(List.of(0L), List.of(3L)));
  }
}
