package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.text.CodeTargets;

/**
 * What the checks of {@link Integrity} work on, and whom they tell.
 *
 * @param image the kernel that is looked at
 * @param targets says whose code an address is
 * @param problems what could not be read
 * @param looked how many of each were looked at
 * @param found what is not as it was built
 */
record Inspection(
    KernelImage image,
    CodeTargets targets,
    Problems problems,
    Map<Subject, Long> looked,
    Consumer<Finding> found) {

  /** Counts what was looked at. */
  void looked(Subject subject, long count) {
    looked.merge(subject, count, Long::sum);
  }

  /** Walks lists of the kernel; where one breaks off is a problem noted. */
  LinkedNodes lists() {
    return new LinkedNodes(image.memory(), problems);
  }

  /** A part of a check. */
  interface Check {
    void run() throws IOException;
  }

  /** Makes a part of a check; that it cannot be made is a problem noted, and hides no other. */
  void attempt(String what, Check check) {
    try {
      check.run();
    } catch (IOException failure) {
      problems.add("%s: %s", what, failure.getMessage());
    }
  }

  /** Reports a pointer that leads where it should not. */
  void leads(FindingType kind, String place, long address, long target, String expected)
      throws IOException {
    found.accept(new Finding(kind, place, address, targets.describe(target), expected, false));
  }
}
