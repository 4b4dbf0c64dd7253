package org.kexshot.kernel;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.memory.MemoryFault;

/**
 * Compares the kernel's text with that of the first image of the same boot, and tells apart what
 * the kernel patches itself: static keys and calls are passed over, probes and traced functions are
 * said to explain the difference. Cost: one read of the text in each image.
 */
final class TextComparison {
  private static final int PAGE = 4096;

  /** Changed bytes that are not further apart belong to one patch. */
  private static final int GAP = 8;

  private static final int MAX_SHOWN = 16;

  private record Patch(long start, long end) {}

  private final KernelImage image;
  private final KernelImage first;
  private final PatchSites sites;
  private final Problems problems;
  private final Consumer<Finding> found;
  private final Map<Long, PatchSites.Reason> explained = new LinkedHashMap<>();
  private Patch open;
  private long absentPages;

  TextComparison(KernelImage image, KernelImage first, Problems problems, Consumer<Finding> found) {
    this.image = image;
    this.first = first;
    this.sites = PatchSites.read(image, problems);
    this.problems = problems;
    this.found = found;
  }

  void check() throws IOException {
    long end = image.symbols().require("_etext");
    for (long at = image.symbols().require("_stext"); at < end; at = (at & -PAGE) + PAGE) {
      comparePage(at, (int) Math.min(end - at, PAGE - (at & PAGE - 1)));
    }
    close();
    for (Map.Entry<Long, PatchSites.Reason> site : explained.entrySet()) {
      report(new Patch(site.getKey(), site.getKey() + 5), site.getValue().words(), true);
    }
    if (absentPages > 0) {
      problems.add("%d pages of the kernel's text are not in both images", absentPages);
    }
  }

  private void comparePage(long address, int length) throws IOException {
    byte[] now;
    byte[] before;
    try {
      now = image.memory().readBytes(address, length);
      before = first.memory().readBytes(address, length);
    } catch (MemoryFault absent) {
      absentPages++;
      return;
    }
    for (int i = 0; i < length; i++) {
      if (now[i] != before[i]) {
        changed(address + i);
      }
    }
  }

  private void changed(long address) throws IOException {
    Optional<Map.Entry<Long, PatchSites.Reason>> site = sites.at(address);
    if (site.isPresent()) {
      PatchSites.Reason reason = site.get().getValue();
      if (reason == PatchSites.Reason.TRACER || reason == PatchSites.Reason.PROBE) {
        explained.put(site.get().getKey(), reason);
      }
    } else if (open != null && address - open.end() <= GAP) {
      open = new Patch(open.start(), address + 1);
    } else {
      close();
      open = new Patch(address, address + 1);
    }
  }

  private void close() throws IOException {
    if (open != null) {
      report(open, "was " + bytes(first, open), false);
      open = null;
    }
  }

  private void report(Patch patch, String expected, boolean byRight) throws IOException {
    found.accept(
        new Finding(
            FindingKind.TEXT,
            image.symbols().describe(patch.start()),
            patch.start(),
            bytes(image, patch),
            expected,
            byRight));
  }

  private static String bytes(KernelImage kernel, Patch patch) throws IOException {
    int length = (int) Math.min(patch.end() - patch.start(), MAX_SHOWN);
    return HexFormat.ofDelimiter(" ").formatHex(kernel.memory().readBytes(patch.start(), length));
  }
}
