package org.kexshot.diff.text;

import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.text.CodeChange;

/**
 * How the code and constants of the kernel and its modules differ between two images of one boot.
 *
 * @param comparedBytes how much was compared
 * @param patched what the kernel itself changed, by cause
 * @param alarms changes that nothing the kernel does explains, the first {@link #MOST_KEPT}
 * @param alarmCount how many there are in all
 * @param undecided changes that what could not be read may explain, as many at most
 * @param undecidedCount how many there are in all
 * @param unknown what could not be read, a sentence each
 * @param notCompared why nothing was compared, which says nothing of the code
 */
public record TextDifference(
    long comparedBytes,
    List<PatchedSites> patched,
    List<CodeChange> alarms,
    long alarmCount,
    List<CodeChange> undecided,
    long undecidedCount,
    List<String> unknown,
    Optional<String> notCompared) {
  /** More of them say no more: somebody changed the kernel. */
  public static final int MOST_KEPT = 256;

  public TextDifference {
    patched = List.copyOf(patched);
    alarms = List.copyOf(alarms);
    undecided = List.copyOf(undecided);
    unknown = List.copyOf(unknown);
  }

  /** Why nothing was compared. */
  public static TextDifference notCompared(String reason) {
    return new TextDifference(
        0, List.of(), List.of(), 0, List.of(), 0, List.of(), Optional.of(reason));
  }

  /** Whether all of it was compared and each change is judged. */
  public boolean isWhole() {
    return notCompared.isEmpty() && unknown.isEmpty() && undecidedCount == 0;
  }
}
