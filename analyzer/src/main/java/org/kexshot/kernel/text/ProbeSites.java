package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Reads where kprobes are. The table has a bucket a word. Source: {@code include/linux/kprobes.h},
 * {@code kernel/kprobes.c}.
 */
final class ProbeSites {
  /** {@code KPROBE_FLAG_FTRACE}: the function tracer calls it, so that nothing else is patched. */
  private static final long BY_TRACER = 8;

  /** {@code KPROBE_FLAG_OPTIMIZED}: a jump is to stand in place of the breakpoint. */
  static final long OPTIMIZED = 4;

  private final KernelImage image;
  private final LinkedNodes lists;

  ProbeSites(KernelImage image, Problems problems) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  void forEach(Consumer<PatchSite> visitor) throws IOException {
    int table = image.symbols().indexOfData("kprobe_table");
    if (table < 0) {
      return;
    }
    int word = image.memory().pointerSize();
    long link = image.offset("kprobe", "hlist");
    long bytes = Math.min(image.symbols().size(table), (long) PatchSites.MAX_PROBE_BUCKETS * word);
    for (long at = 0; at < bytes; at += word) {
      lists.chain(
          "a bucket of kprobes",
          image.symbols().address(table) + at,
          node -> visitor.accept(site(image.struct("kprobe", node - link))));
    }
  }

  private static PatchSite site(KernelStruct probe) throws IOException {
    boolean traced = (flags(probe) & BY_TRACER) != 0;
    return new PatchSite(
        probe.pointer("addr"),
        PatchCause.PROBE,
        traced ? PatchSite.Form.ENTRY : PatchSite.Form.PROBE,
        probe.address());
  }

  static long flags(KernelStruct probe) throws IOException {
    return probe.has("flags") ? probe.number("flags") : 0;
  }
}
