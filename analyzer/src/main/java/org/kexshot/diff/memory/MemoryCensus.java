package org.kexshot.diff.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.diff.bytes.DifferingRanges;
import org.kexshot.diff.bytes.MemberWalk;
import org.kexshot.diff.page.PageChange;
import org.kexshot.diff.page.PageComparison;
import org.kexshot.format.DumpFormatException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.ByteOwner;
import org.kexshot.owner.bytes.ByteOwner.Use;
import org.kexshot.owner.bytes.ByteOwners;
import org.kexshot.owner.bytes.FrameBytes;

/**
 * Gives each changed byte of two images of one boot to its owner in the second image. Reads the
 * changed pages once more, both of each; pages that one image does not have are none of its affair,
 * since which of their bytes changed is unknown. Cost: that of {@link ByteOwners} for each changed
 * page. Memory: bounded by {@link OwnerTally}.
 */
public final class MemoryCensus implements PageComparison.RunVisitor {
  /** What lies in the same place as long as the kernel runs, whatever it is called. */
  private static final Set<OwnerKind> FIXED =
      EnumSet.of(
          OwnerKind.KERNEL_TEXT,
          OwnerKind.KERNEL_READ_ONLY,
          OwnerKind.KERNEL_DATA,
          OwnerKind.PAGE_DESCRIPTORS,
          OwnerKind.PER_CPU,
          OwnerKind.KERNEL_PAGES,
          OwnerKind.RESERVED,
          OwnerKind.OFFLINE);

  private final PhysicalMemory firstMemory;
  private final PhysicalMemory secondMemory;
  private final FrameOwners firstFrames;
  private final ByteOwners firstOwners;
  private final ByteOwners secondOwners;
  private final OwnerTally tally;
  private final byte[] first = new byte[Page.SIZE];
  private final byte[] second = new byte[Page.SIZE];

  // The page at hand: what it is in the second image, and, if it is asked for, in the first.
  private FrameBytes owners;
  private FrameBytes ownersBefore;
  private OwnerKind kindBefore;
  private ByteOwner owner;
  private Fate fate;

  private long changedBytes;
  private long freeBytes;
  private long unownedBytes;
  private long unreadablePages;

  /**
   * @param firstFrames owners of the first image's frames
   * @param secondFrames owners of the second's
   * @throws IOException if symbols or types of an image cannot be found
   */
  public MemoryCensus(
      KernelImage firstImage,
      KernelImage secondImage,
      FrameOwners firstFrames,
      FrameOwners secondFrames)
      throws IOException {
    this.firstMemory = firstImage.physical();
    this.secondMemory = secondImage.physical();
    this.firstFrames = firstFrames;
    this.firstOwners = new ByteOwners(firstImage, firstFrames);
    this.secondOwners = new ByteOwners(secondImage, secondFrames);
    this.tally = new OwnerTally(firstImage, secondImage);
  }

  @Override
  public void run(PageChange change, long firstFrame, long count) throws IOException {
    if (change == PageChange.CHANGED) {
      for (long frame = firstFrame; frame < firstFrame + count; frame++) {
        page(frame);
      }
    }
  }

  private void page(long frame) throws IOException {
    if (!load(firstMemory, frame, first) || !load(secondMemory, frame, second)) {
      unreadablePages++;
      return;
    }
    owners = secondOwners.of(frame);
    kindBefore = firstFrames.kindAtOnce(frame);
    ownersBefore = null;
    owner = null;
    DifferingRanges.visit(first, 0, second, 0, Page.SIZE, (start, end) -> range(frame, start, end));
  }

  private static boolean load(PhysicalMemory memory, long frame, byte[] into) throws IOException {
    try {
      memory.readFrame(frame, ByteBuffer.wrap(into));
      return true;
    } catch (MemoryFault | DumpFormatException absent) {
      return false;
    }
  }

  private void range(long frame, int start, int end) throws IOException {
    changedBytes += end - start;
    for (int at = start; at < end; ) {
      if (owner == null || at >= owner.end()) {
        owner = owners.at(at);
        fate = fate(frame, at);
      }
      int length = Math.min(end, owner.end()) - at;
      add(at, length);
      at += length;
    }
  }

  private void add(int at, int length) throws IOException {
    if (owner.use() == Use.FREE) {
      freeBytes += length;
    } else if (!owner.isKnown()) {
      unownedBytes += length;
    }
    if (fate != Fate.CHANGED || owner.members() == null) {
      tally.add(owner, Optional.empty(), fate, at, length, first, second);
      return;
    }
    int[] done = {at};
    MemberWalk.visit(
        owner.members(),
        first,
        at,
        second,
        at,
        length,
        owner.objectOffset() + at - owner.start(),
        (place, bytes) -> {
          tally.add(owner, place, fate, done[0], bytes, first, second);
          done[0] += bytes;
        });
  }

  /** What became of the object that a byte is of. */
  private Fate fate(long frame, int at) throws IOException {
    if (owner.kind() == OwnerKind.FREE) {
      return kindBefore == OwnerKind.FREE ? Fate.FREE : Fate.WENT;
    }
    Use before = useBefore(frame, at);
    return switch (owner.use()) {
      case FREE -> before == Use.USED ? Fate.WENT : Fate.FREE;
      case USED, UNKNOWN -> before == Use.FREE ? Fate.CAME : Fate.CHANGED;
    };
  }

  /** Whether the first image has the same object in use there. */
  private Use useBefore(long frame, int at) throws IOException {
    if (kindBefore == OwnerKind.UNKNOWN || !owner.isKnown()) {
      return Use.UNKNOWN;
    }
    if (kindBefore != owner.kind() && !isShared(kindBefore, owner.kind())) {
      return Use.FREE;
    }
    if (FIXED.contains(owner.kind())) {
      return Use.USED;
    }
    if (ownersBefore == null) {
      ownersBefore = firstOwners.of(frame);
    }
    ByteOwner before = ownersBefore.at(at);
    if (!before.name().equals(owner.name()) || before.object() != owner.object()) {
      return Use.FREE;
    }
    return owner.kind() == OwnerKind.SLAB ? before.use() : Use.USED;
  }

  /** {@link FrameOwners#kind} takes shared memory for page cache. */
  private static boolean isShared(OwnerKind before, OwnerKind after) {
    return before == OwnerKind.PAGE_CACHE && after == OwnerKind.SHARED_MEMORY;
  }

  /** What was found, when all runs were visited. */
  public MemoryDifference difference() {
    List<MemoryChange> changes = tally.changes();
    return new MemoryDifference(
        changes, changedBytes, freeBytes, unownedBytes, unreadablePages, Optional.empty());
  }
}
