package org.kexshot.owner;

import java.io.IOException;
import java.util.function.Predicate;

/**
 * Says of neighbouring page frames who uses them. Cost: what {@link FrameOwners} costs for each
 * frame with a descriptor; a step for each range of others.
 */
public final class OwnerRuns {
  /** Receives neighbouring frames of one owner. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * @param owner its kind as {@link FrameOwners#kind} has it; without a place, and without a name
     *     where none was asked for
     */
    void run(FrameOwner owner, long firstFrame, long count) throws IOException;
  }

  private final FrameOwners owners;

  public OwnerRuns(FrameOwners owners) {
    this.owners = owners;
  }

  /**
   * Visits the frames of a range, ascending; runs that follow each other differ.
   *
   * @param named whether the owner of a frame of some kind is to be named, which takes dozens of
   *     reads for memory of processes
   * @throws IOException if the underlying file fails
   */
  public void forEach(long firstFrame, long end, Predicate<OwnerKind> named, Visitor visitor)
      throws IOException {
    FrameOwner last = null;
    long start = firstFrame;
    for (long frame = firstFrame; frame < end; ) {
      FrameOwner owner = owner(frame, named);
      if (!owner.equals(last)) {
        if (last != null) {
          visitor.run(last, start, frame - start);
        }
        last = owner;
        start = frame;
      }
      frame = Math.min(end, owners.alikeEnd(frame, owner.kind()));
    }
    if (last != null) {
      visitor.run(last, start, end - start);
    }
  }

  private FrameOwner owner(long frame, Predicate<OwnerKind> named) throws IOException {
    OwnerKind kind = owners.kind(frame);
    return FrameOwner.of(kind, named.test(kind) ? owners.owner(frame).name() : "");
  }
}
