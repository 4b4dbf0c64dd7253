package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.kexshot.format.write.PageProgress;
import org.kexshot.store.fact.FactFiles;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.page.PackRewriter;
import org.kexshot.store.page.PackSet;
import org.kexshot.store.page.PageReference;

/**
 * Gives back the room of what no snapshot needs, as a plan has it. Caches go before what they name.
 * Then each step leaves a repository in which all is readable that is needed, whatever interrupts
 * it; a new plan goes on from there. The holder of the lock alone may do this.
 */
public final class Pruning {
  private final RepositoryFiles files;

  public Pruning(RepositoryFiles files) {
    this.files = files;
  }

  /**
   * What was given back.
   *
   * @param deletedBytes of files that came with forgotten snapshots
   * @param asideBytes of files that were in {@code unreached}
   * @param rewrittenPacks that were stored again without some pages
   * @param rewritingBytes by which those are smaller
   * @param notes what was not done, and why
   */
  public record Result(
      int deletedFiles,
      long deletedBytes,
      int asideFiles,
      long asideBytes,
      int rewrittenPacks,
      long rewritingBytes,
      List<String> notes) {
    public Result {
      notes = List.copyOf(notes);
    }

    /** What a plan is going to give back, by an estimate. */
    public static Result expected(PrunePlan plan) {
      return of(plan, plan.rewritten().size(), plan.rewritingFrees(), plan.notes());
    }

    private static Result of(PrunePlan plan, int packs, long bytes, List<String> notes) {
      return new Result(
          plan.forgotten().size(),
          PrunePlan.bytes(plan.forgotten()),
          plan.aside().size(),
          PrunePlan.bytes(plan.aside()),
          packs,
          bytes,
          notes);
    }

    /** All that was given back. */
    public long bytes() {
      return deletedBytes + asideBytes + rewritingBytes;
    }
  }

  /**
   * Carries out a plan that was made under the same lock. Cost: reads and writes the packs that are
   * stored again.
   */
  public Result prune(PrunePlan plan, PageProgress progress) throws IOException {
    List<String> notes = new ArrayList<>(plan.notes());
    for (Path file : files.list(files.layout().temporary())) {
      files.delete(file);
    }
    FactFiles.forgetOthers(files);
    if (plan.takesPages(files.layout().packs())) {
      dropCaches();
    }
    keepNumber(plan);
    for (PrunePlan.SizedFile file : plan.forgotten()) {
      files.delete(file.file());
    }
    for (PrunePlan.SizedFile file : plan.aside()) {
      files.delete(file.file());
    }
    for (PrunePlan.SizedFile file : plan.unknown()) {
      Path place = files.moveAside(file.file());
      notes.add(
          "%s: belongs to no snapshot that the repository knows; moved to %s, from where the next"
                  .formatted(file.file(), place)
              + " pruning deletes it");
    }
    int packs = 0;
    long bytes = 0;
    try (PackSet open = new PackSet(files)) {
      PackRewriter rewriter = new PackRewriter(files, open);
      for (Map.Entry<Integer, BitSet> pack : plan.rewritten().entrySet()) {
        progress.pages(packs, plan.rewritten().size());
        bytes += rewriter.rewrite(pack.getKey(), pack.getValue());
        packs++;
      }
    } catch (RepositoryException damaged) {
      notes.add(
          "%d packs stay as they are, for others may need all of them: %s"
              .formatted(plan.rewritten().size() - packs, damaged.getMessage()));
    }
    return Result.of(plan, packs, bytes, notes);
  }

  /**
   * Has the highest number that packs had stay in the name of a file when the packs with it go: a
   * tombstone that says it may be damaged, and a number is never given twice.
   */
  private void keepNumber(PrunePlan plan) throws IOException {
    RepositoryLayout layout = files.layout();
    int highest = 0;
    for (PrunePlan.SizedFile file : plan.forgotten()) {
      if (file.file().startsWith(layout.packs())) {
        highest = Math.max(highest, RepositoryLayout.leadingNumber(file.file()));
      }
    }
    for (PrunePlan.SizedFile file : plan.aside()) {
      if (file.file().getFileName().toString().contains(".pack")) {
        highest = Math.max(highest, RepositoryLayout.leadingNumber(file.file()));
      }
    }
    List<Path> marks = new ArrayList<>();
    for (Path file : files.list(layout.packs())) {
      if (RepositoryLayout.isUsedMark(file)) {
        marks.add(file);
      }
    }
    for (Path mark : marks) {
      highest = Math.max(highest, RepositoryLayout.leadingNumber(mark));
    }
    Path mark = layout.usedPack(highest);
    if (highest > 0 && highest <= PageReference.MAX_PACK && !marks.remove(mark)) {
      try (NewFile file = files.create("used")) {
        file.commit(mark);
      }
    }
    for (Path older : marks) {
      files.delete(older);
    }
  }

  /** The page table is filled again by the next addition, and the strings by the next search. */
  private void dropCaches() throws IOException {
    List<Path> caches = new ArrayList<>(files.list(files.layout().stringIndex()));
    for (Path file : files.list(files.layout().cache())) {
      if (file.getFileName().toString().startsWith("pages.")) {
        caches.add(file);
      }
    }
    for (Path file : caches) {
      files.delete(file);
    }
  }
}
