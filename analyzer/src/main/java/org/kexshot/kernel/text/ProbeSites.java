package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.function.Consumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.trace.ProbeWalk;

/** Reads where kprobes are. Source: {@code include/linux/kprobes.h}, {@code kernel/kprobes.c}. */
final class ProbeSites {
  /** {@code KPROBE_FLAG_FTRACE}: the function tracer calls it, so that nothing else is patched. */
  private static final long BY_TRACER = 8;

  /** {@code KPROBE_FLAG_OPTIMIZED}: a jump is to stand in place of the breakpoint. */
  static final long OPTIMIZED = 4;

  private final ProbeWalk walk;

  ProbeSites(KernelImage image, Problems problems) {
    this.walk = new ProbeWalk(image, problems);
  }

  void forEach(Consumer<PatchSite> visitor) throws IOException {
    walk.forEachProbedPlace(probe -> visitor.accept(site(probe)));
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
