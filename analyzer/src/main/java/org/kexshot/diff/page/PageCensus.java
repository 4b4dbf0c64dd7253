package org.kexshot.diff.page;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.PfnSet;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.OwnerTotals;

/** Counts page frames by change, and those that changed by owner. Runs may come in any order. */
public final class PageCensus implements PageComparison.RunVisitor {
  /** Frames above which a set of them costs less than asking about each. */
  private static final long LONG_RUN = 1 << 14;

  private final Map<OwnerKind, long[]> byOwner = new EnumMap<>(OwnerKind.class);
  private final long[] totals = new long[PageChange.values().length];
  private final FrameOwners first;
  private final FrameOwners second;

  /**
   * @param first owners in the first image, or null if they cannot be told
   * @param second the owners of page frames in the second
   */
  public PageCensus(FrameOwners first, FrameOwners second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void run(PageChange change, long firstFrame, long count) throws IOException {
    totals[change.ordinal()] += count;
    FrameOwners owners =
        switch (change) {
          case CHANGED, APPEARED -> second;
          case VANISHED -> first;
          case SAME, UNKNOWN -> null;
        };
    if (owners != null && count > LONG_RUN) {
      PfnSet frames = new PfnSet(firstFrame + count);
      frames.addRange(firstFrame, firstFrame + count);
      OwnerTotals.byKind(owners, frames).forEach((owner, pages) -> add(owner, change, pages));
    } else if (owners != null) {
      for (long frame = firstFrame; frame < firstFrame + count; frame++) {
        add(owners.kind(frame), change, 1);
      }
    }
  }

  private void add(OwnerKind owner, PageChange change, long pages) {
    byOwner
            .computeIfAbsent(owner, none -> new long[PageChange.values().length])[
            change.ordinal()] +=
        pages;
  }

  /** By change. */
  public PageTotals totals() {
    return new PageTotals(
        totals[PageChange.SAME.ordinal()],
        totals[PageChange.CHANGED.ordinal()],
        totals[PageChange.APPEARED.ordinal()],
        totals[PageChange.VANISHED.ordinal()],
        totals[PageChange.UNKNOWN.ordinal()]);
  }

  /** Most pages first. */
  public List<PageOwnerTotals> owners() {
    List<PageOwnerTotals> owners = new ArrayList<>();
    byOwner.forEach(
        (owner, counts) ->
            owners.add(
                new PageOwnerTotals(
                    owner,
                    counts[PageChange.CHANGED.ordinal()],
                    counts[PageChange.APPEARED.ordinal()],
                    counts[PageChange.VANISHED.ordinal()])));
    owners.sort(Comparator.comparingLong(PageOwnerTotals::total).reversed());
    return owners;
  }
}
