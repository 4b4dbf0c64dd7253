package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.StoredFile;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.map.PageMap;
import org.kexshot.store.page.LivePages;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PackUse;
import org.kexshot.store.page.PageReference;

/**
 * Finds what pruning may take. Reads every manifest, every page map, and of each pack that is
 * needed the index; no page. Memory: a bit a page.
 *
 * <p>Whatever is left in a pack must stay readable, be it needed or not, for a later addition may
 * share it. So where a pack stays as it is, all pages stay that its blocks differ from. Packs
 * differ from older ones only and are looked at from the newest on, so that all is known of a pack
 * when it is its turn.
 */
public final class PrunePlanner {
  private final RepositoryFiles files;
  private final SnapshotList catalogue;
  private final LivePages live = new LivePages();
  private final NavigableMap<Integer, byte[]> needed = new TreeMap<>();
  private final SortedMap<Integer, BitSet> rewritten = new TreeMap<>(Comparator.reverseOrder());
  private final Map<Integer, PackUse> uses = new HashMap<>();
  private final List<String> notes = new ArrayList<>();

  public PrunePlanner(RepositoryFiles files, SnapshotList catalogue) {
    this.files = files;
    this.catalogue = catalogue;
  }

  /**
   * Makes the plan.
   *
   * @param maxUnused of a hundred bytes of a pack, how many unneeded ones are left where they are
   * @param despiteLoss go on although manifests are missing, and give up what came with them
   * @throws RepositoryException with {@link RepositoryException.Reason#CORRUPT} if it is not known
   *     what is needed, since a manifest, a page map or a pack's index is missing or damaged
   */
  public PrunePlan plan(int maxUnused, boolean despiteLoss) throws IOException {
    SnapshotList.Reading manifests = catalogue.read();
    requireNone(manifests.problems(), "restore it, or forget the snapshot by its id");
    if (!despiteLoss) {
      requireNone(
          ChainCheck.missing(catalogue.readChain()),
          "restore it, or give --despite-loss to give up what came with it");
    }
    Reach reach = Reach.of(files, catalogue);
    requireNone(reach.unreadable(), "restore it, or forget the snapshot");
    for (Snapshot snapshot : manifests.snapshots()) {
      addPages(snapshot);
    }
    try (PackSet packs = new PackSet(files)) {
      packs.expect(needed);
      for (int number : needed.descendingKeySet()) {
        look(packs, number, maxUnused);
      }
    } catch (RepositoryException damaged) {
      requireNone(List.of(damaged.getMessage()), "or forget the snapshots that need it");
    }
    return sorted(reach);
  }

  private static void requireNone(List<String> problems, String remedy) throws RepositoryException {
    if (!problems.isEmpty()) {
      throw new RepositoryException(
          RepositoryException.Reason.CORRUPT,
          "%s; nothing was pruned, for it is unknown what is needed: %s"
              .formatted(problems.get(0), remedy));
    }
  }

  private void addPages(Snapshot snapshot) throws IOException {
    Path file = snapshot.manifest().pageMap(files.layout());
    try (PageMap map = new PageMap(files, file, snapshot.manifest().pageMapSha256())) {
      for (Map.Entry<Integer, byte[]> pack : map.packs().entrySet()) {
        byte[] other = needed.putIfAbsent(pack.getKey(), pack.getValue());
        if (other != null && !Arrays.equals(other, pack.getValue())) {
          throw RepositoryException.corrupt(
              file, "gives pack %d another hash than another map".formatted(pack.getKey()));
        }
      }
      for (PageMap.Cursor runs = map.cursor(); runs.next(); ) {
        if (PageReference.isStored(runs.reference())) {
          live.add(runs.reference(), runs.count(), file);
        }
      }
    }
  }

  private void look(PackSet packs, int number, int maxUnused) throws IOException {
    PackUse use = PackUse.of(packs, number, live.of(number));
    uses.put(number, use);
    boolean isWorthIt = use.unusedPages() > 0 && use.unusedBytes() >= use.bytes() / 100 * maxUnused;
    if (isWorthIt && !use.mayHaveHoles()) {
      notes.add(
          "%s: %d KiB are needed by no snapshot; a pack of version 1 is deleted only as a whole"
              .formatted(files.layout().pack(number), use.unusedBytes() + 1023 >> 10));
    }
    BitSet kept = PackUse.all(packs, number);
    if (isWorthIt && use.mayHaveHoles()) {
      kept = (BitSet) live.of(number).clone();
      rewritten.put(number, kept);
    }
    PackUse.addBases(packs, number, kept, live);
  }

  private PrunePlan sorted(Reach reach) throws IOException {
    List<PrunePlan.SizedFile> forgotten = new ArrayList<>();
    List<PrunePlan.SizedFile> unknown = new ArrayList<>();
    for (Path directory :
        List.of(
            files.layout().notes(),
            files.layout().debugFiles(),
            files.layout().maps(),
            files.layout().packs())) {
      for (Path file : listed(directory)) {
        if (!reach.files().contains(file)) {
          (reach.forgotten().contains(file) ? forgotten : unknown).add(sized(file));
        }
      }
    }
    List<PrunePlan.SizedFile> aside = new ArrayList<>();
    for (Path file : listed(files.layout().unreached())) {
      aside.add(sized(file));
    }
    return new PrunePlan(forgotten, aside, unknown, rewritten, uses, live.count(), notes);
  }

  private List<Path> listed(Path directory) throws IOException {
    return files.list(directory).stream().sorted().toList();
  }

  private PrunePlan.SizedFile sized(Path file) throws IOException {
    try (StoredFile opened = files.open(file)) {
      return new PrunePlan.SizedFile(file, opened.size());
    } catch (NoSuchFileException | RepositoryException noFile) {
      return new PrunePlan.SizedFile(file, 0);
    }
  }
}
