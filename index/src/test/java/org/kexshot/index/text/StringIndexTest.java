package org.kexshot.index.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.index.IndexBusyException;

/** Which pages the index tells. */
class StringIndexTest {
  private static final String TEXT = "BEGIN RSA PRIVATE KEY";

  @TempDir private Path directory;

  private final TreeMap<Long, byte[]> contents = new TreeMap<>();
  private final List<Long> read = new ArrayList<>();

  private void page(long number, String text, Charset charset, int offset) {
    byte[] page = new byte[Page.SIZE];
    byte[] bytes = text.getBytes(charset);
    int start = Math.max(0, -offset);
    int end = Math.min(bytes.length, Page.SIZE - offset);
    System.arraycopy(bytes, start, page, offset + start, end - start);
    contents.put(number, page);
  }

  private PageNumbers numbers() {
    PageNumbers numbers = new PageNumbers();
    contents.keySet().forEach(number -> numbers.add(number, number + 1));
    return numbers;
  }

  private synchronized void read(long page, byte[] into) throws IOException {
    read.add(page);
    if (contents.get(page) == null) {
      throw new IOException("damaged");
    }
    System.arraycopy(contents.get(page), 0, into, 0, Page.SIZE);
  }

  private void add(StringIndex index) throws IOException {
    try (StringIndexWriter writer = index.writer()) {
      writer.add(numbers(), this::read);
    }
  }

  private static Set<Long> candidates(StringIndex index, String text) throws IOException {
    Set<Long> pages = new TreeSet<>();
    index.forEachCandidate(text, false, pages::add);
    return pages;
  }

  @Test
  void pagesWithATextAreTold() throws IOException {
    page(7, TEXT, StandardCharsets.US_ASCII, 100);
    page(8, TEXT.toLowerCase(java.util.Locale.ROOT), StandardCharsets.UTF_16LE, 1001);
    page(9, "BEGIN DSA PRIVATE KEY", StandardCharsets.US_ASCII, 100);
    page(10, "no such text", StandardCharsets.US_ASCII, 100);
    page(1L << 40, "---" + TEXT + "---", StandardCharsets.US_ASCII, 4000);
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);

      assertThat(candidates(index, TEXT)).containsExactly(7L, 8L, 1L << 40);
      assertThat(candidates(index, "private key")).containsExactly(7L, 8L, 9L, 1L << 40);
      assertThat(candidates(index, "nothing like it")).isEmpty();
    }
  }

  /** Wherever a text is cut, the page that holds its beginning is told. */
  @Test
  void aTextThatGoesOnInAnotherPageIsTold() throws IOException {
    for (int cut = 1; cut < TEXT.length(); cut++) {
      page(cut, TEXT, StandardCharsets.US_ASCII, Page.SIZE - cut);
      page(100 + cut, TEXT, StandardCharsets.UTF_16LE, Page.SIZE - 2 * cut);
      page(200 + cut, TEXT, StandardCharsets.UTF_16LE, Page.SIZE - 2 * cut - 1);
    }
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);

      assertThat(candidates(index, TEXT)).containsExactlyElementsOf(contents.keySet());
    }
  }

  /** One or two characters at a page's end mean something only if a page begins with the rest. */
  @Test
  void shortEndsAreToldIfAPageGoesOn() throws IOException {
    page(1, TEXT, StandardCharsets.US_ASCII, Page.SIZE - 1);
    page(2, TEXT, StandardCharsets.US_ASCII, Page.SIZE - 2);
    page(3, TEXT, StandardCharsets.UTF_16LE, Page.SIZE - 3);
    page(4, TEXT, StandardCharsets.US_ASCII, Page.SIZE - 3);
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);
      assertThat(complete(index)).containsExactly(4L);
      for (int cut = 1; cut < 4; cut++) {
        page(5, TEXT, StandardCharsets.US_ASCII, -cut);
        page(6, TEXT, StandardCharsets.UTF_16LE, -2 * cut);
        page(7, TEXT, StandardCharsets.UTF_16LE, 1 - 2 * cut);
        for (long rest = 5; rest < 8; rest++) {
          try (StringIndex other = StringIndex.open(directory.resolve(cut + "-" + rest))) {
            byte[] page = contents.get(rest);
            try (StringIndexWriter writer = other.writer()) {
              PageNumbers numbers = numbers();
              writer.add(
                  numbers,
                  (number, into) ->
                      System.arraycopy(
                          number < 5 ? contents.get(number) : page, 0, into, 0, Page.SIZE));
            }
            assertThat(complete(other)).as("%d %d", cut, rest).contains(1L, 2L, 3L, 4L);
          }
        }
        contents.keySet().removeIf(number -> number >= 5);
      }
    }
  }

  private static Set<Long> complete(StringIndex index) throws IOException {
    Set<Long> pages = new TreeSet<>();
    index.forEachCandidate(TEXT, true, pages::add);
    return pages;
  }

  @Test
  void onlyNewPagesAreRead() throws IOException {
    page(1, TEXT, StandardCharsets.US_ASCII, 0);
    page(2, "", StandardCharsets.US_ASCII, 0);
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);
      page(3, TEXT, StandardCharsets.US_ASCII, 0);
      add(index);

      assertThat(read).containsExactlyInAnyOrder(1L, 2L, 3L);
      assertThat(candidates(index, TEXT)).containsExactly(1L, 3L);
      assertThat(index.pages().count()).isEqualTo(3);
    }
  }

  @Test
  void damagedPagesStayUnknown() throws IOException {
    page(1, TEXT, StandardCharsets.US_ASCII, 0);
    contents.put(2L, null);
    page(3, TEXT, StandardCharsets.US_ASCII, 0);
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);

      assertThat(index.pages().contains(2)).isFalse();
      assertThat(index.pages().count()).isEqualTo(2);
    }
  }

  /** What a killed process had written is as if it had not been. */
  @Test
  void whatIsNotCommittedIsNotKnown() throws IOException {
    page(1, TEXT, StandardCharsets.US_ASCII, 0);
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);
      page(2, TEXT, StandardCharsets.US_ASCII, 0);
      try (StringIndexWriter writer = index.writer()) {
        assertThatThrownBy(
                () ->
                    writer.add(
                        numbers(),
                        (page, into) -> {
                          throw new IllegalStateException("killed");
                        }))
            .hasRootCauseMessage("killed");
      }

      assertThat(index.pages().contains(2)).isFalse();
      assertThat(candidates(index, TEXT)).containsExactly(1L);
      add(index);
      assertThat(candidates(index, TEXT)).containsExactly(1L, 2L);
    }
  }

  @Test
  void oneWriterAtATime() throws IOException {
    try (StringIndex index = StringIndex.open(directory);
        StringIndexWriter writer = index.writer()) {
      assertThat(writer.known().count()).isZero();
      assertThatThrownBy(index::writer).isInstanceOf(IndexBusyException.class);
    }
  }

  @Test
  void aDamagedIndexIsEmptied() throws IOException {
    page(1, TEXT, StandardCharsets.US_ASCII, 0);
    try (StringIndex index = StringIndex.open(directory)) {
      add(index);
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> !file.endsWith("write.lock")).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] whole = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(whole, whole.length / 2));
      try (StringIndex index = StringIndex.open(directory)) {
        assertThat(index.pages().count()).as(file.toString()).isZero();
        add(index);
        assertThat(candidates(index, TEXT)).containsExactly(1L);
      }
      break;
    }
  }

  @Property
  void numbersAreASet(
      @ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> starts,
      @ForAll @IntRange(max = 9) int length)
      throws IOException {
    PageNumbers numbers = new PageNumbers();
    Set<Long> expected = new TreeSet<>();
    for (int start : starts) {
      numbers.add(start, start + length);
      for (long number = start; number < start + length; number++) {
        expected.add(number);
      }
    }
    Set<Long> missing = new TreeSet<>();
    numbers.forEachMissing(
        3,
        45,
        (start, end) -> {
          for (long number = start; number < end; number++) {
            missing.add(number);
          }
        });

    assertThat(numbers.count()).isEqualTo(expected.size());
    PageNumbers again = PageNumbers.parse(numbers.toString());
    for (long number = 0; number < 60; number++) {
      assertThat(again.contains(number)).isEqualTo(expected.contains(number));
      assertThat(missing.contains(number))
          .isEqualTo(number >= 3 && number < 45 && !expected.contains(number));
    }
  }
}
