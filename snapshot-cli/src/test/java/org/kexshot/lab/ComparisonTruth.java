package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kexshot.diff.ImageComparison;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.memory.MemoryChange;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.page.MemoryComparison;
import org.kexshot.diff.page.PageChange;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.memory.PageState;
import org.kexshot.owner.FrameOwner;
import org.kexshot.owner.FrameOwners;
import org.kexshot.owner.OwnerKind;

/**
 * Compares what a comparison says of two dumps of one boot with the bytes of the files. Cost: some
 * seconds for 256 MiB.
 */
final class ComparisonTruth {
  /** Part of the changed bytes outside free pages that must have an owner. */
  private static final double OWNED = 0.99;

  /** Uses of memory that a dump level may leave out, besides pages of zeros. */
  private static final Set<OwnerKind> LEFT_OUT =
      EnumSet.of(
          OwnerKind.FREE,
          OwnerKind.ANONYMOUS,
          OwnerKind.PAGE_CACHE,
          OwnerKind.SHARED_MEMORY,
          OwnerKind.HUGE_PAGE,
          OwnerKind.OFFLINE);

  private final Path firstFile;
  private final Path secondFile;
  private final DumpFileBytes first;
  private final DumpFileBytes second;
  private final Map<Long, Integer> differing;

  ComparisonTruth(Path firstFile, Path secondFile) throws IOException {
    this.firstFile = firstFile;
    this.secondFile = secondFile;
    this.first = DumpFileBytes.read(firstFile);
    this.second = DumpFileBytes.read(secondFile);
    this.differing = first.differingFrom(second);
  }

  private static Map<PageChange, Set<Long>> changes(Dump before, Dump after) throws IOException {
    Map<PageChange, Set<Long>> changes = new EnumMap<>(PageChange.class);
    for (PageChange change : PageChange.values()) {
      changes.put(change, new TreeSet<>());
    }
    new MemoryComparison(before.memory(), after.memory())
        .forEachRun(
            (change, frame, count) -> {
              for (long i = frame; i < frame + count; i++) {
                assertThat(changes.get(change).add(i)).isTrue();
              }
            });
    return changes;
  }

  private static ImageDifference difference(Dump before, Dump after) throws IOException {
    return ImageComparison.ofMemory(MemoryImage.of(before), MemoryImage.of(after)).difference();
  }

  /**
   * Requires that a comparison of the whole dumps tells of every frame and byte that differs, of no
   * other, and of whom they are.
   *
   * @return part of the changed bytes outside free pages that has an owner
   */
  double requireWhole() throws IOException {
    try (Dump before = DumpFiles.open(firstFile);
        Dump after = DumpFiles.open(secondFile)) {
      Map<PageChange, Set<Long>> changes = changes(before, after);
      assertThat(changes.get(PageChange.CHANGED)).isEqualTo(differing.keySet());
      assertThat(changes.get(PageChange.SAME)).hasSize(first.count() - differing.size());
      return requireOwners(difference(before, after), FrameOwners.of(KernelImage.open(after)));
    }
  }

  private double requireOwners(ImageDifference told, FrameOwners owners) throws IOException {
    Map<OwnerKind, Long> bytes = new TreeMap<>();
    Map<OwnerKind, Long> pages = new TreeMap<>();
    for (Map.Entry<Long, Integer> frame : differing.entrySet()) {
      bytes.merge(owners.owner(frame.getKey()).kind(), (long) frame.getValue(), Long::sum);
      pages.merge(owners.kind(frame.getKey()), 1L, Long::sum);
    }
    MemoryDifference memory = told.memory();
    Map<OwnerKind, Long> toldBytes = new TreeMap<>();
    for (MemoryChange change : memory.changes()) {
      toldBytes.merge(change.owner(), change.bytes(), Long::sum);
    }
    Map<OwnerKind, Long> toldPages = new TreeMap<>();
    told.owners().forEach(owner -> toldPages.put(owner.owner(), owner.changed()));
    assertThat(toldBytes).isEqualTo(bytes);
    assertThat(toldPages).isEqualTo(pages);
    assertThat(memory.unreadablePages()).isZero();
    assertThat(memory.changedBytes()).isEqualTo(sum(differing)).isPositive();
    long inFreePages = bytes.getOrDefault(OwnerKind.FREE, 0L);
    assertThat(memory.freeBytes()).isGreaterThanOrEqualTo(inFreePages);
    double owned = 1 - (double) memory.unownedBytes() / (memory.changedBytes() - inFreePages);
    assertThat(owned).isGreaterThanOrEqualTo(OWNED);
    return owned;
  }

  private static long sum(Map<Long, Integer> counts) {
    return counts.values().stream().mapToLong(Integer::longValue).sum();
  }

  /**
   * Requires that a comparison of the dumps, filtered, tells of every frame and byte that differs
   * and is in both, of no other, and that each of the others was left out by the dump level.
   */
  void requireFiltered(Path beforeFile, Path afterFile) throws IOException {
    try (Dump before = DumpFiles.open(beforeFile);
        Dump after = DumpFiles.open(afterFile)) {
      Map<Long, Integer> kept = new TreeMap<>(differing);
      kept.keySet().removeAll(leftOut(before, first, firstFile));
      kept.keySet().removeAll(leftOut(after, second, secondFile));
      assertThat(kept).isNotEmpty().hasSizeLessThan(differing.size());
      assertThat(changes(before, after).get(PageChange.CHANGED)).isEqualTo(kept.keySet());
      assertThat(difference(before, after).memory().changedBytes()).isEqualTo(sum(kept));
    }
  }

  /** Frames that differ and are not in a filtered dump. */
  private Set<Long> leftOut(Dump filtered, DumpFileBytes whole, Path wholeFile) throws IOException {
    Set<Long> leftOut = new TreeSet<>();
    try (Dump dump = DumpFiles.open(wholeFile)) {
      FrameOwners owners = FrameOwners.of(KernelImage.open(dump));
      for (long frame : differing.keySet()) {
        PageState state = filtered.memory().state(frame);
        if (state != PageState.PRESENT) {
          FrameOwner owner = owners.owner(frame);
          assertThat(state).isEqualTo(PageState.EXCLUDED);
          assertThat(whole.isZero(frame) || LEFT_OUT.contains(owner.kind()))
              .as("frame 0x%x, %s", frame, owner)
              .isTrue();
          leftOut.add(frame);
        }
      }
    }
    return leftOut;
  }
}
