package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.Translation;

/**
 * Compares code and constants of two images of one boot, and tells what the kernel itself patched
 * from what it did not. A place that is patched counts as the kernel's own change only where both
 * images hold what their kernel would write there. Cost: a page-table walk a page, and a read in
 * each image of those pages that may differ; memory for the places that changed in one region. For
 * one thread.
 */
public final class CodeComparison {
  /** Changed bytes that are not further apart belong to one change. */
  private static final int GAP = 8;

  private final PatchedCode before;
  private final PatchedCode after;
  private final LongPredicate sameFrame;
  private final Problems problems;
  private final PatchJudge judge;
  private long compared;

  /**
   * @param sameFrame whether a page frame is known to hold the same in both images; it may say no
   *     of any
   * @param problems are told what could not be read
   * @throws IOException if symbols or types are missing
   */
  public CodeComparison(
      KernelImage before, KernelImage after, LongPredicate sameFrame, Problems problems)
      throws IOException {
    Problems ofTables = new Problems();
    this.before = PatchedCode.of(before, ofTables);
    this.after = PatchedCode.of(after, ofTables);
    this.sameFrame = sameFrame;
    this.problems = problems;
    this.judge = new PatchJudge(this.before, this.after, ofTables.isWhole(), problems);
    problems.addAll(ofTables.list());
  }

  /** How many bytes were compared so far, which both images have. */
  public long comparedBytes() {
    return compared;
  }

  /**
   * Compares a region.
   *
   * @param changes are handed out: what no site explains, ascending, then what sites do
   * @throws IOException if an image's file fails
   */
  public void compare(CodeRegion region, Consumer<CodeChange> changes) throws IOException {
    if (region.isBelievable()) {
      new OneRegion(region, changes).compare();
    } else {
      problems.add(
          "%s is said to be from 0x%x to 0x%x", region.whose(), region.start(), region.end());
    }
  }

  /** The comparison of one region. */
  private final class OneRegion {
    private final CodeRegion region;
    private final Consumer<CodeChange> changes;
    private final Map<Long, PatchSite> patched = new LinkedHashMap<>();
    private long absentPages;
    private long start;
    private long end;

    OneRegion(CodeRegion region, Consumer<CodeChange> changes) {
      this.region = region;
      this.changes = changes;
    }

    void compare() throws IOException {
      for (long at = region.start();
          Long.compareUnsigned(at, region.end()) < 0;
          at = (at & -Page.SIZE) + Page.SIZE) {
        int length = (int) Math.min(region.end() - at, Page.SIZE - (at & Page.SIZE - 1));
        try {
          comparePage(at, length);
          compared += length;
        } catch (MemoryFault absent) {
          absentPages++;
        }
      }
      handOut();
      for (PatchSite site : patched.values()) {
        changes.accept(judge.atSite(site));
      }
      if (absentPages > 0) {
        problems.add("%d pages of %s are not in both images", absentPages, region.whose());
      }
    }

    private void comparePage(long at, int length) throws IOException {
      if (isKnownToBeSame(at)) {
        return;
      }
      byte[] was = before.bytes(at, length);
      byte[] is = after.bytes(at, length);
      for (int i = 0; i < length; i++) {
        if (was[i] != is[i]) {
          differs(at + i);
        }
      }
    }

    private boolean isKnownToBeSame(long at) throws IOException {
      Translation was = before.image().memory().translate(at);
      Translation is = after.image().memory().translate(at);
      return was.isMapped()
          && is.isMapped()
          && was.physical(at) == is.physical(at)
          && sameFrame.test(is.physical(at) >>> Page.SHIFT);
    }

    private void differs(long address) throws IOException {
      Optional<PatchSite> site = region.isCode() ? judge.site(address) : Optional.empty();
      if (site.isPresent()) {
        patched.put(site.get().address(), site.get());
      } else if (end != 0 && address - end <= GAP) {
        end = address + 1;
      } else {
        handOut();
        start = address;
        end = address + 1;
      }
    }

    private void handOut() throws IOException {
      if (end != 0) {
        changes.accept(judge.elsewhere(start, end - start, region.isCode()));
        end = 0;
      }
    }
  }
}
