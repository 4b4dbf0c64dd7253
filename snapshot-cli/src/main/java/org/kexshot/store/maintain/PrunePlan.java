package org.kexshot.store.maintain;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.kexshot.store.page.PackUse;

/**
 * What pruning does to a repository.
 *
 * @param forgotten files that came with forgotten snapshots and are needed by none: they go
 * @param aside files in {@code unreached}: they go
 * @param unknown files that no snapshot needs, and none ever came with: they are moved aside
 * @param rewritten packs that are stored again without some pages, the highest number first; of
 *     each the positions that stay
 * @param uses what is needed of each pack that stays, in part or as it is
 * @param livePages distinct pages that snapshots need, and those that these differ from
 * @param notes what cannot be given back, and why
 */
public record PrunePlan(
    List<SizedFile> forgotten,
    List<SizedFile> aside,
    List<SizedFile> unknown,
    SortedMap<Integer, BitSet> rewritten,
    Map<Integer, PackUse> uses,
    long livePages,
    List<String> notes) {
  /** A file and its length; 0 bytes of what is no file. */
  public record SizedFile(Path file, long bytes) {}

  /** The sum of lengths. */
  public static long bytes(List<SizedFile> files) {
    return files.stream().mapToLong(SizedFile::bytes).sum();
  }

  /** By an estimate, what rewriting packs gives back. */
  public long rewritingFrees() {
    return rewritten.keySet().stream().mapToLong(pack -> uses.get(pack).unusedBytes()).sum();
  }

  /** By an estimate, all that is given back. */
  public long frees() {
    return bytes(forgotten) + bytes(aside) + rewritingFrees();
  }

  /**
   * Whether pages go, which caches may name.
   *
   * @param packs the directory of packs
   */
  boolean takesPages(Path packs) {
    return !rewritten.isEmpty()
        || Stream.concat(forgotten.stream(), unknown.stream())
            .anyMatch(file -> file.file().startsWith(packs));
  }
}
