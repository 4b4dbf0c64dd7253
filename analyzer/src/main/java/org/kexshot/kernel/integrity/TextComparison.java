package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kernel.text.CodeComparison;
import org.kexshot.kernel.text.CodeRegion;
import org.kexshot.kernel.text.PatchCause;

/**
 * Compares the text of the kernel and its modules with that of the first image of the same boot,
 * and tells apart what the kernel patches itself: static keys and calls are passed over, probes and
 * traced functions are said to explain the difference. Cost: one read of the text in each image.
 */
final class TextComparison {
  private final Inspection inspection;
  private final KernelImage image;
  private final KernelImage first;
  private final List<CodeChange> explained = new ArrayList<>();

  TextComparison(Inspection inspection, KernelImage first) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.first = first;
  }

  void check() throws IOException {
    CodeComparison comparison =
        new CodeComparison(first, image, frame -> false, inspection.problems());
    comparison.compare(CodeRegion.kernelText(image), this::changed);
    for (CodeRegion region : CodeRegion.ofModules(first, image, inspection.problems())) {
      if (region.isCode()) {
        comparison.compare(region, this::changed);
      }
    }
    explained.forEach(change -> report(change, change.cause().orElseThrow().words(), true));
  }

  private void changed(CodeChange change) {
    if (change.verdict() != CodeChange.Verdict.PATCHED) {
      report(change, "was " + change.before(), false);
    } else if (isWorthTelling(change.cause().orElseThrow())) {
      explained.add(change);
    }
  }

  private static boolean isWorthTelling(PatchCause cause) {
    return cause != PatchCause.STATIC_KEY
        && cause != PatchCause.STATIC_CALL
        && cause != PatchCause.SMP_LOCK;
  }

  private void report(CodeChange change, String expected, boolean byRight) {
    inspection
        .found()
        .accept(
            new Finding(
                FindingType.TEXT,
                change.place(),
                change.address(),
                change.after(),
                expected,
                byRight));
  }
}
