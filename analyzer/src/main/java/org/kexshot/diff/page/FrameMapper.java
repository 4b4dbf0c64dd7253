package org.kexshot.diff.page;

import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.OwnerRuns;

/**
 * Makes a map of all page frames, those that do not differ too. Cost: what {@link FrameOwners}
 * takes for each frame of both images; owners are named where that is cheap or the frame differs.
 */
public final class FrameMapper implements PageComparison.RunVisitor {
  /** Whose names cost little and are shared by many frames. */
  private static final Set<OwnerKind> NAMED =
      EnumSet.of(
          OwnerKind.SLAB,
          OwnerKind.PAGE_CACHE,
          OwnerKind.MODULE,
          OwnerKind.VMALLOC,
          OwnerKind.PER_CPU,
          OwnerKind.KERNEL_STACK,
          OwnerKind.KERNEL_PAGES);

  private static final FrameOwner UNTOLD = new FrameOwner(OwnerKind.UNKNOWN, "", 0);

  private final FrameOwners first;
  private final FrameOwners second;
  private final FrameMapBuilder map = new FrameMapBuilder();

  /**
   * @param first owners in the first image, or null if they cannot be told
   * @param second the owners of page frames in the second, or null
   */
  public FrameMapper(FrameOwners first, FrameOwners second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public void run(PageChange change, long firstFrame, long count) throws IOException {
    Predicate<OwnerKind> inSecond =
        change.differs() ? kind -> change != PageChange.VANISHED : NAMED::contains;
    Predicate<OwnerKind> inFirst = kind -> change == PageChange.VANISHED;
    owners(
        second,
        firstFrame,
        count,
        inSecond,
        (after, start, frames) ->
            owners(
                first,
                start,
                frames,
                inFirst,
                (before, from, alike) -> map.add(state(change, before, after), from, alike)));
  }

  private static void owners(
      FrameOwners owners,
      long firstFrame,
      long count,
      Predicate<OwnerKind> named,
      OwnerRuns.Visitor visitor)
      throws IOException {
    if (owners == null) {
      visitor.run(UNTOLD, firstFrame, count);
    } else {
      new OwnerRuns(owners).forEach(firstFrame, firstFrame + count, named, visitor);
    }
  }

  private static FrameState state(PageChange change, FrameOwner before, FrameOwner after) {
    String name = change == PageChange.VANISHED ? before.name() : after.name();
    return new FrameState(change, before.kind(), after.kind(), name);
  }

  /** The map, once all frames were visited. */
  public FrameMap map() {
    return map.build();
  }
}
