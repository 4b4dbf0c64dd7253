package org.kexshot.kernel.trace;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.LinkedNodes;

/**
 * Visits what the kernel is traced by, as its own structures describe it. Source: {@code
 * kernel/kprobes.c}, {@code kernel/trace/ftrace.c}, {@code kernel/tracepoint.c}.
 */
public final class ProbeWalk {
  /** {@code KPROBE_TABLE_SIZE} is 64. */
  private static final int MAX_BUCKETS = 1 << 10;

  private static final int MAX_TRACEPOINTS = 1 << 20;
  private static final int MAX_FUNCTIONS = 1024;

  private final KernelImage image;
  private final Problems problems;
  private final LinkedNodes lists;

  /**
   * @param problems notes what cannot be read
   */
  public ProbeWalk(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
    this.lists = new LinkedNodes(image.memory(), problems);
  }

  /** What to do with a structure. */
  public interface Visitor {
    void visit(KernelStruct struct) throws IOException;
  }

  /** What to do with a function of a tracepoint. */
  public interface FunctionVisitor {
    /**
     * @param function a {@code tracepoint_func}
     */
    void visit(String tracepoint, KernelStruct function) throws IOException;
  }

  /** Visits each {@code kprobe}; of several at one place the one that stands for them, too. */
  public void forEachKprobe(Visitor visitor) throws IOException {
    forEachProbedPlace(probe -> visitKprobe(probe, visitor));
  }

  /**
   * Visits the {@code kprobe} of each place, which says what is put there: the one that stands for
   * several where there are several, or where a jump takes the place of the breakpoint.
   */
  public void forEachProbedPlace(Visitor visitor) throws IOException {
    int table = image.symbols().indexOfData("kprobe_table");
    if (table < 0 || image.types().findStruct("kprobe").isEmpty()) {
      return;
    }
    int word = image.memory().pointerSize();
    long link = image.offset("kprobe", "hlist");
    long bytes = Math.min(image.symbols().size(table), (long) MAX_BUCKETS * word);
    for (long at = 0; at < bytes; at += word) {
      lists.chain(
          "a bucket of kprobes",
          image.symbols().address(table) + at,
          node -> visitor.visit(image.struct("kprobe", node - link)));
    }
  }

  private void visitKprobe(KernelStruct probe, Visitor visitor) throws IOException {
    visitor.visit(probe);
    if (standsForSeveral(probe)) {
      long link = image.offset("kprobe", "list");
      lists.circular(
          "the kprobes of one place",
          probe.addressOf("list"),
          node -> visitor.visit(image.struct("kprobe", node - link)));
    }
  }

  /** Whether several probes of one place hang on it. */
  public boolean standsForSeveral(KernelStruct probe) throws IOException {
    return handles(probe, "aggr_pre_handler");
  }

  /** Whether it is the first member of a {@code kretprobe}. */
  public boolean isOfReturn(KernelStruct probe) throws IOException {
    return handles(probe, "pre_handler_kretprobe");
  }

  private boolean handles(KernelStruct probe, String function) throws IOException {
    OptionalLong known = image.symbols().findFunction(function);
    return known.isPresent() && probe.pointer("pre_handler") == known.getAsLong();
  }

  /** Visits each {@code ftrace_ops} that is registered, without the one that ends the list. */
  public void forEachFunctionTracer(Visitor visitor) throws IOException {
    OptionalLong list = image.symbols().findData("ftrace_ops_list");
    OptionalLong end = image.symbols().findData("ftrace_list_end");
    if (list.isEmpty() || image.types().findStruct("ftrace_ops").isEmpty()) {
      return;
    }
    lists.chain(
        "the list of function tracers",
        list.getAsLong(),
        image.offset("ftrace_ops", "next"),
        at -> {
          if (end.isEmpty() || at != end.getAsLong()) {
            visitor.visit(image.struct("ftrace_ops", at));
          }
        });
  }

  /** Visits the functions that are called at the tracepoints that the kernel was built with. */
  public void forEachTracepointFunction(FunctionVisitor visitor) throws IOException {
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
        visitTracepoint(image.struct("tracepoint", point), visitor);
      } catch (IOException fault) {
        problems.add("tracepoint at 0x%x: %s", point, fault.getMessage());
      }
    }
  }

  private void visitTracepoint(KernelStruct point, FunctionVisitor visitor) throws IOException {
    long first = point.pointer("funcs");
    long size = image.type("tracepoint_func").size();
    for (int i = 0; first != 0 && i < MAX_FUNCTIONS; i++) {
      KernelStruct function = image.struct("tracepoint_func", first + i * size);
      if (function.pointer("func") == 0) {
        return;
      }
      visitor.visit(point.text("name"), function);
    }
  }
}
