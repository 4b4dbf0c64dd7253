package org.kexshot.owner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.PfnSet;
import org.kexshot.kernel.KernelImage;

/** Counts page frames by who uses them. */
public final class OwnerTotals {
  private OwnerTotals() {}

  /**
   * The frames of an owner.
   *
   * @param owner its kind and name
   */
  public record Total(FrameOwner owner, long pages) {}

  /** Those that an image has, by kind, as {@link #byKind(FrameOwners, PfnSet)}. */
  public static Map<OwnerKind, Long> byKind(FrameOwners owners, KernelImage image)
      throws IOException {
    return byKind(owners, image.physical().presentFrames());
  }

  /** By kind, in the order of {@link OwnerKind}. Cost: a few reads a frame with a descriptor. */
  public static Map<OwnerKind, Long> byKind(FrameOwners owners, PfnSet frames) throws IOException {
    Map<OwnerKind, Long> counts = new EnumMap<>(OwnerKind.class);
    PfnSet described = frames.below(owners.describedEnd());
    for (long pfn = described.nextIn(0); pfn < described.end(); ) {
      OwnerKind kind = owners.kind(pfn);
      long end = pfn + 1;
      if (kind == OwnerKind.UNKNOWN) {
        end = Math.max(end, owners.unknownEnd(pfn));
      }
      counts.merge(kind, described.removeRange(pfn, end), Long::sum);
      pfn = described.nextIn(end);
    }
    owners
        .ofUndescribed(frames)
        .forEach((owner, pages) -> counts.merge(owner.kind(), pages, Long::sum));
    return counts;
  }

  /** Those that an image has, by kind and name, as {@link #byName(FrameOwners, PfnSet)}. */
  public static List<Total> byName(FrameOwners owners, KernelImage image) throws IOException {
    return byName(owners, image.physical().presentFrames());
  }

  /**
   * By kind and name, most pages first. Cost: up to some dozens of reads a frame, and memory for
   * every file and process that has a page.
   */
  public static List<Total> byName(FrameOwners owners, PfnSet frames) throws IOException {
    Map<FrameOwner, Long> counts = new HashMap<>();
    PfnSet described = frames.below(owners.describedEnd());
    for (long pfn = described.nextIn(0); pfn < described.end(); ) {
      FrameOwner owner = owners.owner(pfn);
      long end = pfn + 1;
      if (owner.kind() == OwnerKind.UNKNOWN) {
        end = Math.max(end, owners.unknownEnd(pfn));
      }
      counts.merge(
          FrameOwner.of(owner.kind(), owner.name()), described.removeRange(pfn, end), Long::sum);
      pfn = described.nextIn(end);
    }
    owners
        .ofUndescribed(frames)
        .forEach(
            (owner, pages) ->
                counts.merge(FrameOwner.of(owner.kind(), owner.name()), pages, Long::sum));
    List<Total> totals = new ArrayList<>();
    counts.forEach((owner, pages) -> totals.add(new Total(owner, pages)));
    totals.sort(
        Comparator.comparingLong(Total::pages)
            .reversed()
            .thenComparing(total -> total.owner().describe()));
    return totals;
  }
}
