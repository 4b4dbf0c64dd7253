package org.kexshot.diff.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongPredicate;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kernel.text.CodeComparison;
import org.kexshot.kernel.text.CodeRegion;
import org.kexshot.kernel.text.PatchCause;

/**
 * Compares the text of the kernel and its modules, and their constants, between two images of one
 * boot. Cost: that of {@link CodeComparison}, some tens of mebibytes at most; memory for {@link
 * TextDifference#MOST_KEPT} changes of each sort.
 */
public final class TextComparison {
  private static final int MOST_EXAMPLES = 3;

  /** Of {@code include/linux/kernel.h}: in its order a kernel starts, runs and halts. */
  private static final String STATES = "system_states";

  private static final String RUNNING = "SYSTEM_RUNNING";

  private final KernelImage first;
  private final KernelImage second;
  private final Problems problems = new Problems();
  private final Map<PatchCause, Long> counts = new EnumMap<>(PatchCause.class);
  private final Map<PatchCause, List<CodeChange>> examples = new EnumMap<>(PatchCause.class);
  private final List<CodeChange> alarms = new ArrayList<>();
  private final List<CodeChange> undecided = new ArrayList<>();
  private long alarmCount;
  private long undecidedCount;

  private TextComparison(KernelImage first, KernelImage second) {
    this.first = first;
    this.second = second;
  }

  /**
   * Compares two images of one boot.
   *
   * @param sameFrame whether a page frame is known to hold the same in both; it may say no of any
   * @throws IOException if symbols or types are missing
   */
  public static TextDifference between(
      KernelImage first, KernelImage second, LongPredicate sameFrame) throws IOException {
    return new TextComparison(first, second).compare(sameFrame);
  }

  private TextDifference compare(LongPredicate sameFrame) throws IOException {
    if (isStarting()) {
      return TextDifference.notCompared(
          "in the first image the kernel is still starting, when it patches its code for the processor");
    }
    CodeComparison comparison = new CodeComparison(first, second, sameFrame, problems);
    List<CodeRegion> regions = new ArrayList<>();
    regions.add(CodeRegion.kernelText(second));
    regions.addAll(CodeRegion.kernelConstants(second, problems));
    regions.addAll(CodeRegion.ofModules(first, second, problems));
    for (CodeRegion region : regions) {
      comparison.compare(region, this::add);
    }
    List<PatchedSites> patched = new ArrayList<>();
    counts.forEach(
        (cause, count) -> patched.add(new PatchedSites(cause, count, examples.get(cause))));
    return new TextDifference(
        comparison.comparedBytes(),
        patched,
        alarms,
        alarmCount,
        undecided,
        undecidedCount,
        problems.list(),
        Optional.empty());
  }

  private boolean isStarting() throws IOException {
    OptionalLong state = first.symbols().findData("system_state");
    return state.isPresent()
        && first.types().findEnum(STATES).isPresent()
        && first.memory().readU32(state.getAsLong()) < first.types().enumerator(STATES, RUNNING);
  }

  private void add(CodeChange change) {
    switch (change.verdict()) {
      case PATCHED -> addPatched(change, change.cause().orElseThrow());
      case ALARM -> {
        alarmCount++;
        keep(change, alarms, TextDifference.MOST_KEPT);
      }
      case UNDECIDED -> {
        undecidedCount++;
        keep(change, undecided, TextDifference.MOST_KEPT);
      }
    }
  }

  private void addPatched(CodeChange change, PatchCause cause) {
    counts.merge(cause, 1L, Long::sum);
    keep(change, examples.computeIfAbsent(cause, none -> new ArrayList<>()), MOST_EXAMPLES);
  }

  private static void keep(CodeChange change, List<CodeChange> in, int most) {
    if (in.size() < most) {
      in.add(change);
    }
  }
}
