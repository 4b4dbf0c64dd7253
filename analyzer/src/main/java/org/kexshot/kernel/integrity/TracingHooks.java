package org.kexshot.kernel.integrity;

import java.io.IOException;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.trace.ProbeWalk;

/**
 * Checks what is called where the kernel is traced: the handlers of kprobes and the functions of
 * tracepoints; those that trace functions are on a list that {@link HookLists} knows. Source:
 * {@code kernel/kprobes.c}, {@code kernel/tracepoint.c}.
 */
final class TracingHooks {
  private final KernelImage image;
  private final RegisteredFunctions functions;
  private final ProbeWalk walk;

  TracingHooks(Inspection inspection, RegisteredFunctions functions) {
    this.image = inspection.image();
    this.functions = functions;
    this.walk = new ProbeWalk(image, inspection.problems());
  }

  /** Checks the handlers of probes. */
  void checkProbes() throws IOException {
    walk.forEachKprobe(
        probe -> {
          functions.judge("kprobe", probe);
          if (walk.isOfReturn(probe)) {
            // Its kprobe is the first member.
            KernelStruct whole = image.struct("kretprobe", probe.address());
            functions.judge("kretprobe", whole, "handler");
            functions.judge("kretprobe", whole, "entry_handler");
          }
        });
  }

  /** Checks the functions of tracepoints. */
  void checkTracepoints() throws IOException {
    walk.forEachTracepointFunction(
        (point, function) -> functions.judge("tracepoint " + point, function, "func"));
  }
}
