package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.kexshot.address.Page;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.maintain.ReadPacks.Reading;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.ImageDigest;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.BlockCache;
import org.kexshot.store.page.Pack;
import org.kexshot.store.page.PackFormat;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;
import org.kexshot.store.read.StoredDebugFiles;

/**
 * Checks what is stored against the hashes that name it: a page map against its manifest, each
 * pack's index against the page map, files about kernels, and where data is read each page against
 * the index. Manifests are checked whenever they are read. Damage is collected, so that one damaged
 * file does not hide another.
 */
public final class RepositoryVerifier {
  private final RepositoryFiles files;
  private final List<String> problems = new ArrayList<>();
  private final SortedMap<Integer, byte[]> packHashes = new TreeMap<>();
  private final Set<DebugFileHashes> debugFiles = new HashSet<>();
  private final MessageDigest digest = Sha256.digest();
  private final byte[] hash = new byte[Sha256.LENGTH];
  private final byte[] room = new byte[PackFormat.BLOCK_BYTES];

  /** Blocks from which others differ, many of them from the same. */
  private final BlockCache bases = new BlockCache();

  private final List<String> notes = new ArrayList<>();
  private final VerifyScope scope;
  private final Clock clock;
  private ReadPacks readings;
  private long pages;

  /**
   * @param scope how much is read
   * @param clock says when a pack was read
   */
  public RepositoryVerifier(RepositoryFiles files, VerifyScope scope, Clock clock) {
    this.files = files;
    this.scope = scope;
    this.clock = clock;
  }

  /**
   * Checks snapshots, and the packs that they need.
   *
   * @param snapshots in any order
   */
  public Verification verify(List<Snapshot> snapshots, PageProgress progress) throws IOException {
    for (Snapshot snapshot : snapshots) {
      checkMap(snapshot);
      checkDebugFiles(snapshot.manifest().debugFiles());
    }
    List<PackToRead> sound = new ArrayList<>();
    for (Map.Entry<Integer, byte[]> pack : packHashes.entrySet()) {
      checkIndex(pack.getKey(), pack.getValue()).ifPresent(sound::add);
    }
    int read = scope.readsData() ? readPacks(sound, progress) : packHashes.size();
    return new Verification(snapshots.size(), read, pages, problems, notes);
  }

  private void checkMap(Snapshot snapshot) throws IOException {
    Path file = snapshot.manifest().pageMap(files.layout());
    try (PageMap map = new PageMap(files, file, snapshot.manifest().pageMapSha256())) {
      for (Map.Entry<Integer, byte[]> pack : map.packs().entrySet()) {
        byte[] other = packHashes.putIfAbsent(pack.getKey(), pack.getValue());
        if (other != null && !Arrays.equals(other, pack.getValue())) {
          problems.add(
              "%s: gives pack %d another hash than an earlier page map"
                  .formatted(file, pack.getKey()));
        }
      }
      checkHoles(snapshot, map);
      checkImage(snapshot, map);
    } catch (RepositoryException e) {
      problems.add(e.getMessage());
    }
  }

  /** No page that a snapshot needs may have been given back. */
  private void checkHoles(Snapshot snapshot, PageMap map) throws IOException {
    try (PackSet packs = new PackSet(files)) {
      for (PageMap.Cursor runs = map.cursor(); runs.next(); ) {
        long hole =
            PageReference.isStored(runs.reference())
                ? packs.firstHole(runs.reference(), runs.count())
                : PageReference.NOT_RAM;
        if (hole != PageReference.NOT_RAM) {
          problems.add(
              "%s: the page of frame 0x%x of snapshot %s was given back"
                  .formatted(
                      files.layout().pack(PageReference.pack(hole)),
                      runs.start() + hole - runs.reference(),
                      snapshot.shortId()));
          return;
        }
      }
    } catch (RepositoryException damagedPack) {
      return;
    }
  }

  /** What a damaged pack has to do with it is said of the pack. */
  private void checkImage(Snapshot snapshot, PageMap map) throws IOException {
    Optional<String> expected = snapshot.manifest().imageSha256();
    if (expected.isEmpty()) {
      return;
    }
    try (PackSet packs = new PackSet(files)) {
      packs.expect(map.packs());
      String found = ImageDigest.of(map, packs);
      if (!found.equals(expected.get())) {
        problems.add(
            "snapshot %s: the SHA-256 of its image is %s, expected %s"
                .formatted(snapshot.shortId(), found, expected.get()));
      }
    } catch (RepositoryException damagedPack) {
      return;
    }
  }

  private void checkDebugFiles(DebugFileHashes hashes) throws IOException {
    if (debugFiles.add(hashes)) {
      try {
        new StoredDebugFiles(files).find(hashes);
      } catch (RepositoryException e) {
        problems.add(e.getMessage());
      }
    }
  }

  /** A pack whose index is as it should be. */
  private record PackToRead(int number, long pages, long bytes, Optional<Reading> last) {
    /** What was damaged comes first, then what was never read, then what was read long ago. */
    Instant urgency() {
      return last.map(reading -> reading.isSound() ? reading.when() : Instant.MIN)
          .orElse(Instant.EPOCH);
    }
  }

  private Optional<PackToRead> checkIndex(int number, byte[] expected) throws IOException {
    try (PackSet packs = new PackSet(files)) {
      Pack pack = packs.pack(number);
      byte[] found = pack.indexHash();
      if (Arrays.equals(found, expected)) {
        pack.requireEntries();
        return Optional.of(
            new PackToRead(
                number, pack.pages(), pack.size(), remembered().last(number, pack.size())));
      }
      problems.add(
          "%s: its hash is %s, expected %s"
              .formatted(
                  pack.path(),
                  HexFormat.of().formatHex(found),
                  HexFormat.of().formatHex(expected)));
    } catch (RepositoryException e) {
      problems.add(e.getMessage());
    }
    return Optional.empty();
  }

  private ReadPacks remembered() throws IOException {
    if (readings == null) {
      readings = ReadPacks.of(files);
    }
    return readings;
  }

  /** Reads packs until the time is over; returns how many. */
  private int readPacks(List<PackToRead> packs, PageProgress progress) throws IOException {
    List<PackToRead> order = new ArrayList<>(packs);
    order.sort(Comparator.comparing(PackToRead::urgency).thenComparingInt(PackToRead::number));
    long total = packs.stream().mapToLong(PackToRead::pages).sum();
    long start = System.nanoTime();
    int read = 0;
    for (PackToRead pack : order) {
      if (read > 0 && isOver(start)) {
        break;
      }
      int before = problems.size();
      readPack(pack.number, done -> progress.pages(done, total));
      remembered().add(pack.number, pack.bytes, clock.instant(), problems.size() == before);
      read++;
    }
    keep();
    tell(order.subList(read, order.size()), order.size());
    return read;
  }

  private boolean isOver(long start) {
    return scope.atMost().isPresent()
        && System.nanoTime() - start >= scope.atMost().get().toNanos();
  }

  /** Who may only read the repository verifies it, too. */
  private void keep() {
    try {
      remembered().keep(files);
    } catch (IOException e) {
      notes.add("which packs were read is not remembered: " + e.getMessage());
    }
  }

  /** What is known of packs that were not read now. */
  private void tell(List<PackToRead> left, int all) {
    if (left.isEmpty()) {
      return;
    }
    long never = left.stream().filter(pack -> pack.last.isEmpty()).count();
    StringBuilder text =
        new StringBuilder(
            "%d of %d packs were read in the time given".formatted(all - left.size(), all));
    if (never > 0) {
      text.append(", %d never were".formatted(never));
    }
    if (never < left.size()) {
      Instant oldest =
          left.stream()
              .flatMap(pack -> pack.last.stream())
              .map(Reading::when)
              .min(Comparator.naturalOrder())
              .orElseThrow();
      text.append(
          ", %d were earlier, %s at the longest ago".formatted(left.size() - never, oldest));
    }
    notes.add(text.append(": the same command goes on with them").toString());
    for (PackToRead pack : left) {
      if (pack.last.isPresent() && !pack.last.get().isSound()) {
        problems.add(
            "%s: was found damaged at %s, and was not read again"
                .formatted(files.layout().pack(pack.number), pack.last.get().when()));
      }
    }
  }

  private void readPack(int number, LongConsumer done) throws IOException {
    try (PackSet packs = new PackSet(files, bases)) {
      Pack pack = packs.pack(number);
      pack.requireBases();
      for (long block = 0; block < pack.blocks(); block++) {
        checkBlock(packs, pack, block);
        done.accept(pages);
      }
    } catch (RepositoryException e) {
      problems.add(e.getMessage());
    }
  }

  private void checkBlock(PackSet packs, Pack pack, long block) throws IOException {
    byte[] raw;
    try {
      raw = packs.unpack(pack, block, room);
    } catch (RepositoryException e) {
      problems.add(e.getMessage());
      return;
    }
    int holes = pack.holes(block);
    for (int i = 0; i < pack.pagesIn(block); i++) {
      if ((holes >>> i & 1) != 0) {
        continue;
      }
      digest.update(raw, i * Page.SIZE, Page.SIZE);
      try {
        digest.digest(hash, 0, hash.length);
      } catch (DigestException e) {
        throw new IllegalStateException("SHA-256 is not 32 bytes long", e);
      }
      long position = block * PackFormat.BLOCK_PAGES + i;
      if (!pack.hasHash(position, hash, 0)) {
        problems.add(
            "%s, page %d: its SHA-256 is %s"
                .formatted(pack.where(block), position, HexFormat.of().formatHex(hash)));
      }
      pages++;
    }
  }
}
