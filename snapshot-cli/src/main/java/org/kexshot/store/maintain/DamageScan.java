package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kexshot.address.Page;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.Pack;
import org.kexshot.store.page.PackFormat;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/** Which pages of packs cannot be read, or are others than they should be. Reads every page. */
final class DamageScan {
  private final RepositoryFiles files;
  private final MessageDigest digest = Sha256.digest();
  private final byte[] room = new byte[PackFormat.BLOCK_BYTES];

  /** By pack the positions of pages that are damaged; all of a pack whose index is. */
  private final SortedMap<Integer, BitSet> damaged = new TreeMap<>();

  DamageScan(RepositoryFiles files) {
    this.files = files;
  }

  /** Packs with damage, by number. */
  SortedMap<Integer, BitSet> damaged() {
    return damaged;
  }

  /** Reads packs, in place of what was known of them. */
  void read(Map<Integer, byte[]> hashes, PageProgress progress) throws IOException {
    int done = 0;
    for (Map.Entry<Integer, byte[]> pack : hashes.entrySet()) {
      progress.pages(done++, hashes.size());
      damaged.remove(pack.getKey());
      BitSet found = read(pack.getKey(), pack.getValue());
      if (!found.isEmpty()) {
        damaged.put(pack.getKey(), found);
      }
    }
  }

  private BitSet read(int number, byte[] hash) throws IOException {
    BitSet found = new BitSet();
    try (PackSet packs = new PackSet(files);
        Pack pack = new Pack(files, number, files.layout().pack(number))) {
      if (!Arrays.equals(pack.indexHash(), hash)) {
        throw RepositoryException.corrupt(pack.path(), "has another hash");
      }
      for (long block = 0; block < pack.blocks(); block++) {
        read(packs, pack, block, found);
      }
    } catch (NoSuchFileException | RepositoryException unreadable) {
      found.set(0, PackFormat.MAX_PAGES);
    }
    return found;
  }

  private void read(PackSet packs, Pack pack, long block, BitSet found) throws IOException {
    int first = (int) block * PackFormat.BLOCK_PAGES;
    int count = pack.pagesIn(block);
    byte[] pages;
    try {
      pages = packs.unpack(pack, block, room);
    } catch (RepositoryException unreadable) {
      found.set(first, first + count);
      return;
    }
    int holes = pack.holes(block);
    for (int i = 0; i < count; i++) {
      digest.update(pages, i * Page.SIZE, Page.SIZE);
      byte[] hash = digest.digest();
      if ((holes >>> i & 1) == 0 && !pack.hasHash(first + i, hash, 0)) {
        found.set(first + i);
      }
    }
  }

  /**
   * Why a snapshot cannot be read whole; empty if it can.
   *
   * @return a sentence without the snapshot's name
   */
  String harm(Snapshot snapshot) throws IOException {
    try (PageMap map =
            new PageMap(
                files,
                snapshot.manifest().pageMap(files.layout()),
                snapshot.manifest().pageMapSha256());
        PackSet packs = new PackSet(files)) {
      long lost = 0;
      for (PageMap.Cursor runs = map.cursor(); runs.next(); ) {
        if (PageReference.isStored(runs.reference())) {
          lost += lost(packs, runs.reference(), runs.count());
        }
      }
      return lost == 0 ? "" : "%d of its pages are lost".formatted(lost);
    } catch (RepositoryException unreadable) {
      return unreadable.getMessage();
    }
  }

  private long lost(PackSet packs, long reference, long count) throws IOException {
    BitSet pages = damaged.get(PageReference.pack(reference));
    long lost = 0;
    for (long i = 0; i < count; i++) {
      int position = (int) PageReference.position(reference + i);
      if (pages != null && pages.get(position) || isHole(packs, reference + i)) {
        lost++;
      }
    }
    return lost;
  }

  private static boolean isHole(PackSet packs, long reference) throws IOException {
    return packs.firstHole(reference, 1) != PageReference.NOT_RAM;
  }

  /** Numbers of all that have damage. */
  List<Integer> numbers() {
    return List.copyOf(damaged.keySet());
  }
}
