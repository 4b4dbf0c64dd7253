package org.kexshot.index.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;

class PageBatchTest {
  private static byte[] page(Random random) {
    byte[] page = new byte[Page.SIZE];
    random.nextBytes(page);
    for (int i = random.nextInt(4000); i < Page.SIZE && random.nextInt(90) > 0; i++) {
      page[i] = (byte) (' ' + random.nextInt(95));
    }
    if (random.nextBoolean()) {
      byte[] end = "abca".getBytes(StandardCharsets.UTF_16LE);
      System.arraycopy(end, 0, page, Page.SIZE - end.length, end.length);
    }
    return page;
  }

  private static void add(PageBatch batch, long number, byte[] page) {
    PageStrings strings = new PageStrings();
    strings.read(page, 0, Page.SIZE);
    batch.add(
        number, strings, PageEdges.ends(page, 0, Page.SIZE), PageEdges.starts(page, 0, Page.SIZE));
  }

  /** Terms of each page as the bytes that the index has. */
  private static Set<BytesRef> terms(byte[] page) {
    Set<BytesRef> terms = new TreeSet<>();
    PageStrings strings = new PageStrings();
    strings.read(page, 0, Page.SIZE);
    for (int i = 0; i < strings.count(); i++) {
      int trigram = strings.trigram(i);
      terms.add(
          new BytesRef(
              new byte[] {
                (byte) (trigram >> 14), (byte) (trigram >> 7 & 0x7f), (byte) (trigram & 0x7f)
              }));
    }
    PageEdges.ends(page, 0, Page.SIZE).forEach(end -> terms.add(edge("\u0080" + end)));
    PageEdges.starts(page, 0, Page.SIZE).forEach(start -> terms.add(edge("\u0081" + start)));
    return terms;
  }

  private static BytesRef edge(String characters) {
    return new BytesRef(characters.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void termsAreInTheirOrderWithTheirPages() {
    Random random = new Random(11);
    PageBatch batch = new PageBatch(1 << 20);
    Map<BytesRef, List<Long>> expected = new TreeMap<>();
    for (int round = 0; round < 2; round++) {
      batch.clear();
      expected.clear();
      for (long number = 0; number < 300; number++) {
        byte[] page = page(random);
        add(batch, number * 7, page);
        for (BytesRef term : terms(page)) {
          expected.computeIfAbsent(term, none -> new ArrayList<>()).add(number * 7);
        }
      }
      batch.sort();
      Map<BytesRef, List<Long>> found = new TreeMap<>();
      BytesRef last = new BytesRef();
      for (int at = 0; at < batch.postingCount(); ) {
        BytesRef term = PageTerm.bytes(batch.term(at));
        assertThat(term).isGreaterThan(last);
        last = term;
        List<Long> pages = new ArrayList<>();
        for (int end = batch.termEnd(at); at < end; at++) {
          pages.add(batch.page(batch.document(at)));
        }
        found.put(term, pages);
      }
      assertThat(found).isEqualTo(expected);
    }
  }

  /** Many batches, and merges of theirs. */
  @Test
  void theIndexIsAsLuceneWouldHaveIt(@TempDir Path directory) throws IOException {
    Random random = new Random(5);
    Map<Long, byte[]> contents = new HashMap<>();
    PageNumbers numbers = new PageNumbers();
    for (long number = 0; number < 2400; number++) {
      contents.put(number, page(random));
      numbers.add(number, number + 1);
    }
    try (StringIndex index = StringIndex.open(directory)) {
      for (PageNumbers portion : numbers.portions(200)) {
        try (StringIndexWriter writer = index.writer()) {
          writer.add(
              portion,
              (page, into) -> System.arraycopy(contents.get(page), 0, into, 0, into.length));
        }
      }
    }
    try (FSDirectory opened = FSDirectory.open(directory);
        CheckIndex check = new CheckIndex(opened)) {
      CheckIndex.Status status = check.checkIndex();
      assertThat(status.clean).isTrue();
      assertThat(status.segmentInfos).hasSizeLessThan(20);
      int documents = status.segmentInfos.stream().mapToInt(segment -> segment.maxDoc).sum();
      assertThat(documents)
          .isEqualTo(contents.values().stream().filter(page -> !terms(page).isEmpty()).count());
    }
  }
}
