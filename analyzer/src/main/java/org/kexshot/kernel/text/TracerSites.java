package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Reads which entries of functions the tracer patches, and which of these functions a live patch
 * replaces. Source: {@code include/linux/ftrace.h}, {@code kernel/livepatch/patch.h}.
 */
final class TracerSites {
  /** Calls and jumps in the tracer's own code, {@code arch/x86/kernel/ftrace_64.S}. */
  private static final List<String> STUBS =
      List.of("ftrace_call", "ftrace_regs_call", "ftrace_graph_call");

  private final KernelImage image;
  private final LinkedNodes lists;
  private final Consumer<PatchSite> found;

  TracerSites(KernelImage image, Problems problems, Consumer<PatchSite> found) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.found = found;
  }

  void addCalls() throws IOException {
    for (String stub : STUBS) {
      image.symbols().findFunction(stub).ifPresent(place -> add(place, PatchSite.Form.STUB));
    }
    OptionalLong first = image.symbols().findData("ftrace_pages_start");
    if (first.isEmpty()) {
      return;
    }
    long size = image.type("dyn_ftrace").size();
    lists.chain(
        "the list of traced functions",
        first.getAsLong(),
        address -> {
          KernelStruct page = image.struct("ftrace_page", address);
          long records = page.pointer("records");
          for (long i = 0; i < Math.min(page.number("index"), SiteTables.MAX_SITES); i++) {
            KernelStruct call = image.struct("dyn_ftrace", records + i * size);
            add(call.pointer("ip"), PatchSite.Form.ENTRY);
          }
        });
  }

  private void add(long place, PatchSite.Form form) {
    found.accept(new PatchSite(place, PatchCause.TRACER, form, 0));
  }

  /** Visits the functions that live patches replace. */
  void forEachLivePatch(LongConsumer function) throws IOException {
    OptionalLong patched = image.symbols().findData("klp_ops");
    if (patched.isEmpty() || image.types().findStruct("klp_ops").isEmpty()) {
      return;
    }
    long node = image.offset("klp_ops", "node");
    long onStack = image.offset("klp_func", "stack_node");
    lists.circular(
        "the list of live-patched functions",
        patched.getAsLong(),
        operations ->
            lists.circular(
                "the patches of a function",
                image.struct("klp_ops", operations - node).addressOf("func_stack"),
                patch ->
                    function.accept(
                        image.struct("klp_func", patch - onStack).pointer("old_func"))));
  }
}
