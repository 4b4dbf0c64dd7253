package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/**
 * The hashes of the pages of a pack whose index is lost. A page map says at which frames of its
 * snapshot the pages were; another snapshot of the same contents, such as the same dump imported
 * again, has the same pages there in another pack. One of other contents may have some of them:
 * what is found is a guess that the pack's hash has to prove.
 */
final class LostIndex {
  private final RepositoryFiles files;
  private final List<Snapshot> snapshots;

  LostIndex(RepositoryFiles files, List<Snapshot> snapshots) {
    this.files = files;
    this.snapshots = snapshots;
  }

  /**
   * Finds them. Cost: reads the page maps of all snapshots that need the pack, each with those of
   * all others until every page is found. Memory: 32 bytes a page of the pack.
   *
   * @param pages that the pack has
   * @return 32 bytes a page; empty if something is known of too few
   */
  Optional<ByteBuffer> find(int pack, long pages) throws IOException {
    ByteBuffer hashes = ByteBuffer.allocate(Math.toIntExact(pages * Sha256.LENGTH));
    BitSet known = new BitSet();
    for (Snapshot owner : snapshots) {
      try (PageMap map = map(owner)) {
        if (map.packs().containsKey(pack)) {
          for (Snapshot other : othersOf(owner)) {
            if (known.cardinality() < pages) {
              take(map, other, pack, hashes, known);
            }
          }
        }
      } catch (NoSuchFileException | RepositoryException unreadable) {
        continue;
      }
    }
    return known.cardinality() == pages ? Optional.of(hashes) : Optional.empty();
  }

  private PageMap map(Snapshot snapshot) throws IOException {
    return new PageMap(
        files, snapshot.manifest().pageMap(files.layout()), snapshot.manifest().pageMapSha256());
  }

  /** Those of the same contents first, then the newest. */
  private List<Snapshot> othersOf(Snapshot owner) {
    List<Snapshot> others = new ArrayList<>(snapshots);
    others.remove(owner);
    Optional<String> image = owner.manifest().imageSha256();
    others.sort(
        Comparator.comparing(
                (Snapshot other) ->
                    !(image.isPresent() && other.manifest().imageSha256().equals(image)))
            .thenComparing(other -> -other.manifest().sequence()));
    return others;
  }

  /** Takes the hashes of what another snapshot has at the frames that have pages of the pack. */
  private void take(PageMap map, Snapshot other, int pack, ByteBuffer hashes, BitSet known)
      throws IOException {
    byte[] hash = new byte[Sha256.LENGTH];
    try (PageMap there = map(other);
        PackSet packs = new PackSet(files)) {
      packs.expect(there.packs());
      PageMap.Cursor at = there.cursor();
      for (PageMap.Cursor runs = map.cursor(); runs.next(); ) {
        if (PageReference.pack(runs.reference()) != pack) {
          continue;
        }
        for (long i = 0; i < runs.count(); i++) {
          int position = (int) PageReference.position(runs.reference() + i);
          long page = at.seek(runs.start() + i);
          if (!known.get(position)
              && position * Sha256.LENGTH < hashes.capacity()
              && PageReference.isStored(page)
              && PageReference.pack(page) != pack
              && hasHash(packs, page, hash)) {
            hashes.put(position * Sha256.LENGTH, hash);
            known.set(position);
          }
        }
      }
    } catch (NoSuchFileException | RepositoryException unreadable) {
      return;
    }
  }

  private static boolean hasHash(PackSet packs, long page, byte[] hash) throws IOException {
    try {
      packs.hash(page, hash);
      return true;
    } catch (RepositoryException damaged) {
      return false;
    }
  }
}
