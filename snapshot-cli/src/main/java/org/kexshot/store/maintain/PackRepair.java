package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.manifest.Outline;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.page.Pack;
import org.kexshot.store.page.PackFormat;
import org.kexshot.store.page.PackRebuild;
import org.kexshot.store.page.PackSalvage;
import org.kexshot.store.page.PackSalvage.Salvaged;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PackSummary;

/**
 * Repairs packs, the lowest number first, since packs differ from lower numbers only: from what was
 * moved aside, from their own blocks, and from copies of their pages.
 */
final class PackRepair {
  private final RepositoryFiles files;
  private final SnapshotList catalogue;
  private final boolean isDryRun;
  private final DamageScan scan;
  private final Set<Integer> repairable = new HashSet<>();
  private final List<String> done = new ArrayList<>();
  private final List<String> left = new ArrayList<>();

  PackRepair(RepositoryFiles files, SnapshotList catalogue, boolean isDryRun) {
    this.files = files;
    this.catalogue = catalogue;
    this.isDryRun = isDryRun;
    this.scan = new DamageScan(files);
  }

  /** A sentence for each pack that was made whole, or nearly. */
  List<String> done() {
    return done;
  }

  /** A sentence for each pack that is damaged still. */
  List<String> left() {
    return left;
  }

  /** What is damaged now, or in a dry run what stays so. */
  DamageScan scan() {
    return scan;
  }

  /**
   * Reads packs and repairs those with damage.
   *
   * @param hashes of all that are needed, by number
   */
  void repair(SortedMap<Integer, byte[]> hashes, PageProgress progress) throws IOException {
    scan.read(hashes, progress);
    Map<Integer, Long> pages = pages();
    for (int number : scan.numbers()) {
      byte[] hash = hashes.get(number);
      if (!isDryRun && !done.isEmpty()) {
        // what it differs from may have been repaired
        scan.read(Map.of(number, hash), PageProgress.NONE);
      }
      if (scan.damaged().containsKey(number)) {
        repair(number, hash, pages.get(number), hashes);
        if (!isDryRun) {
          scan.read(Map.of(number, hash), PageProgress.NONE);
        }
      }
    }
    for (int number : scan.numbers()) {
      if (differsFromRepaired(number)) {
        left.add(
            "%s: differs from packs that are repaired first; what is lost of it is known then"
                .formatted(files.layout().pack(number)));
        continue;
      }
      BitSet lost = scan.damaged().get(number);
      boolean isAll = lost.cardinality() == PackFormat.MAX_PAGES;
      left.add(
          ("%s: %s lost; restore this file from a copy, or import a dump that holds the same pages and"
                  + " repair again")
              .formatted(
                  files.layout().pack(number),
                  isAll ? "all pages are" : lost.cardinality() + " pages are"));
    }
  }

  /** In a dry run, whether a pack's damage may be that of another which would be repaired. */
  private boolean differsFromRepaired(int number) throws IOException {
    if (repairable.isEmpty()) {
      return false;
    }
    try (PackSet packs = new PackSet(files)) {
      return packs.bases(number).stream().anyMatch(repairable::contains);
    } catch (NoSuchFileException | RepositoryException unreadable) {
      return false;
    }
  }

  /** How many pages packs have, as manifests tell it. */
  private Map<Integer, Long> pages() throws IOException {
    Map<Integer, Long> pages = new TreeMap<>();
    for (Outline outline : catalogue.everOutlined()) {
      for (PackSummary pack : outline.packs()) {
        pages.put(pack.number(), pack.pages());
      }
    }
    return pages;
  }

  private void repair(int number, byte[] hash, Long pages, SortedMap<Integer, byte[]> hashes)
      throws IOException {
    Path place = files.layout().pack(number);
    Path aside = files.layout().unreached().resolve(place.getFileName());
    BitSet lost = scan.damaged().get(number);
    if (lost.cardinality() == PackFormat.MAX_PAGES && isPack(number, aside, hash)) {
      done.add(
          "%s: is damaged or missing, and is taken from %s, where it is whole"
              .formatted(place, aside));
      if (!isDryRun) {
        if (files.exists(place)) {
          files.moveAside(place);
        }
        files.move(aside, place);
        scan.read(Map.of(number, hash), PageProgress.NONE);
      } else {
        wouldBeRepaired(number);
      }
      return;
    }
    if (!salvage(number, hash, pages, hashes) && lost.cardinality() == PackFormat.MAX_PAGES) {
      rebuild(number, hash, pages, hashes);
    }
  }

  /** Whether it is made whole, or nearly, of what is left of it. */
  private boolean salvage(int number, byte[] hash, Long pages, SortedMap<Integer, byte[]> hashes)
      throws IOException {
    try (PackSet packs = new PackSet(files)) {
      packs.expect(hashes);
      PackSalvage salvage = new PackSalvage(files, packs);
      Optional<Salvaged> salvaged =
          salvage.salvage(
              number,
              hash,
              pages == null ? OptionalLong.empty() : OptionalLong.of(pages),
              hashes.keySet().stream().filter(other -> other != number).toList());
      if (salvaged.isEmpty() || salvaged.get().lost() >= blocks(scan.damaged().get(number))) {
        return false;
      }
      done.add(
          "%s: is stored again, with an index made from its blocks%s"
              .formatted(
                  files.layout().pack(number),
                  salvaged.get().restored() == 0
                      ? ""
                      : " and %d blocks of pages that other packs hold"
                          .formatted(salvaged.get().restored())));
      if (!isDryRun) {
        salvage.write(salvaged.get());
      } else if (salvaged.get().lost() == 0) {
        wouldBeRepaired(number);
      }
      return true;
    }
  }

  /** Makes a pack again of which nothing is left that is of use. */
  private void rebuild(int number, byte[] hash, Long pages, SortedMap<Integer, byte[]> hashes)
      throws IOException {
    if (pages == null || pages > PackFormat.MAX_PAGES) {
      return;
    }
    Optional<ByteBuffer> index =
        new LostIndex(files, catalogue.read().snapshots()).find(number, pages);
    if (index.isEmpty()) {
      return;
    }
    try (PackSet packs = new PackSet(files)) {
      packs.expect(hashes);
      List<Integer> others = hashes.keySet().stream().filter(other -> other != number).toList();
      if (new PackRebuild(files, packs).make(number, hash, index.get(), others, isDryRun)) {
        done.add(
            "%s: is damaged or missing, and is made again of pages that other packs hold"
                .formatted(files.layout().pack(number)));
        if (isDryRun) {
          wouldBeRepaired(number);
        }
      }
    }
  }

  private void wouldBeRepaired(int number) {
    scan.damaged().remove(number);
    repairable.add(number);
  }

  /** How many blocks have pages among some. */
  private static long blocks(BitSet pages) {
    return pages.stream().map(page -> page / PackFormat.BLOCK_PAGES).distinct().count();
  }

  private boolean isPack(int number, Path file, byte[] hash) throws IOException {
    try (Pack pack = new Pack(files, number, file)) {
      return Arrays.equals(pack.indexHash(), hash);
    } catch (NoSuchFileException | RepositoryException unreadable) {
      return false;
    }
  }
}
