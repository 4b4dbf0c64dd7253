package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kexshot.address.Page;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.file.HashBytes;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.map.ImageDigest;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.Pack;
import org.kexshot.store.page.PackFormat;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;
import org.kexshot.store.read.StoredDebugFiles;

/**
 * Checks what is stored against the hashes that name it: a page map against its manifest, each
 * pack's index against the page map, each page against the index, and files about kernels.
 * Manifests are checked whenever they are read. Damage is collected, so that one damaged file does
 * not hide another.
 */
public final class RepositoryVerifier {
  private final RepositoryFiles files;
  private final List<String> problems = new ArrayList<>();
  private final SortedMap<Integer, byte[]> packHashes = new TreeMap<>();
  private final Set<DebugFileHashes> debugFiles = new HashSet<>();
  private final MessageDigest digest = Sha256.digest();
  private long pages;

  public RepositoryVerifier(RepositoryFiles files) {
    this.files = files;
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
    int done = 0;
    for (Map.Entry<Integer, byte[]> pack : packHashes.entrySet()) {
      progress.pages(done++, packHashes.size());
      checkPack(pack.getKey(), pack.getValue());
    }
    return new Verification(snapshots.size(), packHashes.size(), pages, problems, List.of());
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

  private void checkPack(int number, byte[] expected) throws IOException {
    try (PackSet packs = new PackSet(files)) {
      Pack pack = packs.pack(number);
      byte[] found = pack.indexHash();
      if (!Arrays.equals(found, expected)) {
        problems.add(
            "%s: its hash is %s, expected %s"
                .formatted(
                    pack.path(),
                    HexFormat.of().formatHex(found),
                    HexFormat.of().formatHex(expected)));
        return;
      }
      pack.requireBases();
      for (long block = 0; block < pack.blocks(); block++) {
        checkBlock(packs, pack, block);
      }
    } catch (RepositoryException e) {
      problems.add(e.getMessage());
    }
  }

  private void checkBlock(PackSet packs, Pack pack, long block) throws IOException {
    byte[] raw;
    try {
      raw = packs.unpack(pack, block);
    } catch (RepositoryException e) {
      problems.add(e.getMessage());
      return;
    }
    byte[] hash = new byte[Sha256.LENGTH];
    for (int i = 0; i < raw.length / Page.SIZE; i++) {
      digest.update(raw, i * Page.SIZE, Page.SIZE);
      try {
        digest.digest(hash, 0, hash.length);
      } catch (DigestException e) {
        throw new IllegalStateException("SHA-256 is not 32 bytes long", e);
      }
      long position = block * PackFormat.BLOCK_PAGES + i;
      if (pack.isHole(position)) {
        continue;
      }
      for (int part = 0; part < 4; part++) {
        if (HashBytes.part(hash, 0, part) != pack.hashPart(position, part)) {
          problems.add(
              "%s, page %d: its SHA-256 is %s"
                  .formatted(pack.where(block), position, HexFormat.of().formatHex(hash)));
          break;
        }
      }
      pages++;
    }
  }
}
