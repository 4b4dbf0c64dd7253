package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.StoredFile;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.page.PackUse;

/**
 * What a repository holds and what it takes.
 *
 * @param snapshots whose manifests can be read
 * @param forgotten whose tombstones can be read
 * @param frames of all snapshots together that have a stored page
 * @param room what is stored, by kind
 * @param pages what is known of the pages; empty if it is not known
 * @param unknown why it is not known what the pages are, or empty
 */
public record Statistics(
    int snapshots,
    int forgotten,
    long frames,
    Room room,
    Optional<Pages> pages,
    Optional<String> unknown) {
  /** Of a hundred bytes of a pack, how many unneeded ones pruning leaves by itself. */
  private static final int MAX_UNUSED = 20;

  /** Bytes of files, by what they are. */
  public record Room(
      long packs,
      long pageMaps,
      long manifests,
      long debugFiles,
      long caches,
      long unreached,
      long temporary) {
    /** All of them. */
    public long bytes() {
      return packs + pageMaps + manifests + debugFiles + caches + unreached + temporary;
    }
  }

  /**
   * Pages of the packs that snapshots need.
   *
   * @param stored distinct ones that are there
   * @param needed of them, those that a snapshot shows, and those that these differ from
   * @param packBytes of the packs' files
   * @param unusedBytes that nothing needs in the whole repository, by an estimate
   * @param freedBytes of those, what pruning would give back
   */
  public record Pages(
      long stored, long needed, long packBytes, long unusedBytes, long freedBytes) {}

  /**
   * Counts. Cost: reads every manifest, every page map and the indexes of packs; no page.
   *
   * @throws IOException if files cannot be listed or read at all
   */
  public static Statistics of(RepositoryFiles files, SnapshotList catalogue) throws IOException {
    SnapshotList.Reading read = catalogue.read();
    long frames = read.snapshots().stream().mapToLong(one -> one.manifest().pages().kept()).sum();
    Optional<Pages> pages = Optional.empty();
    Optional<String> unknown = Optional.empty();
    try {
      pages = Optional.of(pages(new PrunePlanner(files, catalogue).plan(MAX_UNUSED, true)));
    } catch (RepositoryException damaged) {
      unknown = Optional.of(damaged.getMessage());
    }
    return new Statistics(
        read.snapshots().size(),
        catalogue.readForgotten().snapshots().size(),
        frames,
        room(files),
        pages,
        unknown);
  }

  private static Pages pages(PrunePlan plan) {
    long stored = plan.uses().values().stream().mapToLong(PackUse::pages).sum();
    long packBytes = plan.uses().values().stream().mapToLong(PackUse::bytes).sum();
    long unused = plan.uses().values().stream().mapToLong(PackUse::unusedBytes).sum();
    long files = PrunePlan.bytes(plan.forgotten()) + PrunePlan.bytes(plan.aside());
    return new Pages(
        stored,
        plan.livePages(),
        packBytes,
        unused + files + PrunePlan.bytes(plan.unknown()),
        plan.frees());
  }

  private static Room room(RepositoryFiles files) throws IOException {
    RepositoryLayout layout = files.layout();
    long caches = 0;
    for (Path directory : layout.caches()) {
      caches += bytes(files, directory);
    }
    return new Room(
        bytes(files, layout.packs()),
        bytes(files, layout.maps()),
        bytes(files, layout.snapshots()),
        bytes(files, layout.debugFiles()),
        caches,
        bytes(files, layout.unreached()),
        bytes(files, layout.temporary()));
  }

  /** Of a directory's own files. */
  private static long bytes(RepositoryFiles files, Path directory) throws IOException {
    long bytes = 0;
    List<Path> found = files.list(directory);
    for (Path file : found) {
      try (StoredFile opened = files.open(file)) {
        bytes += opened.size();
      } catch (NoSuchFileException | RepositoryException noFile) {
        continue;
      }
    }
    return bytes;
  }

  /** How many bytes of pages there are for each byte of the packs that hold them; 0 if unknown. */
  public double compression(int pageSize) {
    return pages
        .filter(one -> one.packBytes() > 0)
        .map(one -> (double) one.stored() * pageSize / one.packBytes())
        .orElse(0.0);
  }

  /** How many page frames there are for each stored page; 0 if unknown. */
  public double sharing() {
    return pages
        .filter(one -> one.needed() > 0)
        .map(one -> (double) frames / one.needed())
        .orElse(0.0);
  }
}
