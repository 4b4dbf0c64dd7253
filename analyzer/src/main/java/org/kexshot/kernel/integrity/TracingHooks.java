package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.text.PatchSites;

/**
 * Checks what is called where the kernel is traced: the handlers of kprobes and the functions of
 * tracepoints; those that trace functions are on a list that {@link HookLists} knows. Source:
 * {@code kernel/kprobes.c}, {@code kernel/tracepoint.c}.
 */
final class TracingHooks {
  private static final int MAX_TRACEPOINTS = 1 << 20;
  private static final int MAX_FUNCTIONS = 1024;

  private final Inspection inspection;
  private final KernelImage image;
  private final RegisteredFunctions functions;

  TracingHooks(Inspection inspection, RegisteredFunctions functions) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.functions = functions;
  }

  /** Checks the probes; the table has a bucket a word. */
  void checkProbes() throws IOException {
    int table = image.symbols().indexOfData("kprobe_table");
    if (table < 0 || image.types().findStruct("kprobe").isEmpty()) {
      return;
    }
    int word = image.memory().pointerSize();
    long link = image.offset("kprobe", "hlist");
    OptionalLong several = image.symbols().findFunction("aggr_pre_handler");
    OptionalLong returns = image.symbols().findFunction("pre_handler_kretprobe");
    long bytes = Math.min(image.symbols().size(table), (long) PatchSites.MAX_PROBE_BUCKETS * word);
    for (long at = 0; at < bytes; at += word) {
      inspection
          .lists()
          .chain(
              "a bucket of kprobes",
              image.symbols().address(table) + at,
              node -> checkProbe(image.struct("kprobe", node - link), several, returns));
    }
  }

  private void checkProbe(KernelStruct probe, OptionalLong several, OptionalLong returns)
      throws IOException {
    functions.judge("kprobe", probe);
    long handler = probe.pointer("pre_handler");
    if (several.isPresent() && handler == several.getAsLong()) {
      // Several probes of one place hang on one that stands for them.
      long link = image.offset("kprobe", "list");
      inspection
          .lists()
          .circular(
              "the kprobes of one place",
              probe.addressOf("list"),
              node ->
                  checkProbe(image.struct("kprobe", node - link), OptionalLong.empty(), returns));
    } else if (returns.isPresent() && handler == returns.getAsLong()) {
      // Its kprobe is the first member.
      KernelStruct whole = image.struct("kretprobe", probe.address());
      functions.judge("kretprobe", whole, "handler");
      functions.judge("kretprobe", whole, "entry_handler");
    }
  }

  /** Checks the tracepoints that the kernel was built with. */
  void checkTracepoints() throws IOException {
    OptionalLong start = image.symbols().findData("__start___tracepoints_ptrs");
    OptionalLong stop = image.symbols().findData("__stop___tracepoints_ptrs");
    if (start.isEmpty() || stop.isEmpty() || image.types().findStruct("tracepoint").isEmpty()) {
      return;
    }
    // CONFIG_HAVE_ARCH_PREL32_RELOCATIONS: distances from where they stand.
    boolean relative = image.struct("kernel_symbol", 0).has("value_offset");
    int size = relative ? 4 : image.memory().pointerSize();
    long count = Math.min((stop.getAsLong() - start.getAsLong()) / size, MAX_TRACEPOINTS);
    for (long i = 0; i < count; i++) {
      long at = start.getAsLong() + i * size;
      long point = relative ? at + image.memory().readS32(at) : image.memory().readPointer(at);
      try {
        checkTracepoint(image.struct("tracepoint", point));
      } catch (IOException fault) {
        inspection.problems().add("tracepoint at 0x%x: %s", point, fault.getMessage());
      }
    }
  }

  private void checkTracepoint(KernelStruct point) throws IOException {
    long first = point.pointer("funcs");
    long size = image.type("tracepoint_func").size();
    for (int i = 0; first != 0 && i < MAX_FUNCTIONS; i++) {
      KernelStruct function = image.struct("tracepoint_func", first + i * size);
      if (function.pointer("func") == 0) {
        return;
      }
      functions.judge("tracepoint " + point.text("name"), function, "func");
    }
  }
}
