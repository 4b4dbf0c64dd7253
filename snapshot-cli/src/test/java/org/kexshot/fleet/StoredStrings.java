package org.kexshot.fleet;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.write.PageProgress;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.index.text.PageTexts;
import org.kexshot.operation.search.MemoryHit;
import org.kexshot.operation.search.MemorySearch;
import org.kexshot.pattern.BytePattern;
import org.kexshot.pattern.PatternException;
import org.kexshot.store.Maintenance;
import org.kexshot.store.MemoryDump;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.read.StoredPages;

/**
 * A repository of two snapshots of made-up memory: {@code one} of many pages without strings, of
 * pages full of them and of some with texts to look for, and {@code two}, which shares most of it.
 */
final class StoredStrings {
  /** More than what a push notes at once. */
  private static final int WITHOUT_STRINGS = 16_500;

  private static final int FULL = 1_200;
  private static final int FRAMES = WITHOUT_STRINGS + FULL + 40;

  final Repository repository;

  StoredStrings(Path directory) throws IOException {
    repository = Repository.openOrCreate(directory);
    MemoryDump image = new MemoryDump(new PhysicalRange(0, FRAMES * (long) Page.SIZE));
    for (int frame = 0; frame < WITHOUT_STRINGS; frame++) {
      image.page(frame, withoutStrings(frame));
    }
    Random random = new Random(17);
    for (int i = 0; i < FULL; i++) {
      image.page(WITHOUT_STRINGS + i, full(random));
    }
    addTexts(image);
    add("one", "web17", image);
    for (int i = 0; i < 100; i++) {
      image.page(WITHOUT_STRINGS + 2 * i, full(random));
    }
    image.page(FRAMES - 2, page(80, "the second snapshot alone", StandardCharsets.US_ASCII));
    add("two", "WEB18", image);
  }

  private void add(String label, String machine, MemoryDump image) throws IOException {
    repository.add(image, SnapshotDescription.labelled(label).withHost(machine), PageProgress.NONE);
  }

  private static byte[] withoutStrings(int number) {
    byte[] page = new byte[Page.SIZE];
    for (int i = 0; i < 8; i++) {
      page[i] = (byte) (number >> 4 * i & 15);
    }
    return page;
  }

  private static byte[] full(Random random) {
    byte[] page = new byte[Page.SIZE];
    int at = 0;
    while (at < Page.SIZE) {
      int end = Math.min(Page.SIZE, at + 6 + random.nextInt(60));
      while (at < end) {
        page[at++] = (byte) (' ' + random.nextInt(95));
      }
      at++;
    }
    return page;
  }

  private static byte[] page(int at, String text, Charset charset) {
    byte[] page = new byte[Page.SIZE];
    byte[] bytes = text.getBytes(charset);
    System.arraycopy(bytes, 0, page, at, Math.min(bytes.length, Page.SIZE - at));
    return page;
  }

  private static void addTexts(MemoryDump image) {
    long frame = WITHOUT_STRINGS + FULL;
    for (String text :
        List.of(
            "-----BEGIN RSA PRIVATE KEY-----",
            "-----begin rsa private key-----",
            "Schlüssel-42 und пароль: сезам",
            "a\ttab, a \"quotation\" and a \\backslash",
            "\u001b]0;title\u0007\u202egnp.exe is no picture\u2066",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "      blanks      ",
            "short")) {
      image.page(frame++, page(1000, text, StandardCharsets.UTF_8));
    }
    image.page(frame++, page(100, "Wide PRIVATE KEY", StandardCharsets.UTF_16LE));
    image.page(frame++, page(101, "wide at an odd place", StandardCharsets.UTF_16LE));
    image.page(frame++, page(0, "PRIVATE KEY at the start", StandardCharsets.US_ASCII));
    image.page(frame++, page(Page.SIZE - 15, "it crosses pages", StandardCharsets.US_ASCII));
    image.page(frame, page(0, "s: the rest is before", StandardCharsets.US_ASCII));
  }

  /** Forgets a snapshot, and gives back what it alone needed. */
  void forget(String label) throws IOException {
    try (Maintenance maintenance = repository.beginMaintenance(Duration.ZERO)) {
      maintenance.forgetting().forget(maintenance.forgetting().named(List.of(label)));
      maintenance.prune(maintenance.planPruning(0, false), PageProgress.NONE);
    }
  }

  /** What a server is to have of it, by the documents' ids: frame by frame of each snapshot. */
  Map<String, FleetPage> expected(String name) throws IOException {
    Map<String, FleetPage> expected = new HashMap<>();
    List<Snapshot> snapshots = repository.snapshots();
    Set<Long> seen = new HashSet<>();
    byte[] bytes = new byte[Page.SIZE];
    try (StoredPages stored = repository.openPages(snapshots)) {
      for (int i = 0; i < snapshots.size(); i++) {
        for (long frame = 0; frame < FRAMES; frame++) {
          long number = stored.page(i, frame);
          if (seen.add(number)) {
            stored.read(number, bytes, 0);
            List<String> strings = PageTexts.of(bytes);
            if (!strings.isEmpty()) {
              expected.put(
                  FleetPage.id(name, number), page(name, snapshots.get(i), number, strings));
            }
          }
        }
      }
    }
    return expected;
  }

  private static FleetPage page(String name, Snapshot snapshot, long number, List<String> strings) {
    return new FleetPage(
        name,
        snapshot.manifest().description().host().orElseThrow(),
        number,
        snapshot.id(),
        snapshot.manifest().label(),
        strings);
  }

  /** How many distinct pages it has but that of zeros. */
  long pages() throws IOException {
    Set<Long> pages = new TreeSet<>();
    try (StoredPages stored = repository.openPages(repository.snapshots())) {
      for (int i = 0; i < stored.count(); i++) {
        for (long frame = 0; frame < FRAMES; frame++) {
          pages.add(stored.page(i, frame));
        }
      }
    }
    pages.remove(StoredPages.ZEROS);
    return pages.size();
  }

  /** Numbers of pages in which a search of this machine finds a text as a whole. */
  Set<Long> pages(String text, boolean ignoreCase) throws IOException, PatternException {
    List<Snapshot> snapshots = repository.snapshots();
    Set<Long> pages = new TreeSet<>();
    try (StoredPages stored = repository.openPages(snapshots);
        MemorySearch search = MemorySearch.of(repository, snapshots, true, told -> {})) {
      for (MemoryHit hit :
          search
              .find(
                  BytePattern.text(text, ignoreCase), Integer.MAX_VALUE, 0, false, Optional.empty())
              .hits()) {
        if (hit.frames().size() == 1) {
          pages.add(stored.page(hit.images().get(0), hit.frames().get(0)));
        }
      }
    }
    return pages;
  }
}
