package org.kexshot.kernel.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** A kernel that is traced in each way. */
class ProbeListTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final long AT_START = 8;
  private static final long DISABLED = 2;

  private final FakeKernel kernel = new FakeKernel();
  private long table;
  private long tracers;
  private long end;
  private long point;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_node", "next: *char", "pprev: *char")
        .define(
            "kprobe",
            "hlist: hlist_node",
            "list: list_head",
            "addr: *char",
            "pre_handler: *()",
            "flags: unsigned int")
        .define("kretprobe", "kp: kprobe", "handler: *()")
        .define("ftrace_hash", "size_bits: int", "buckets: *char", "count: int")
        .define("ftrace_ops_hash", "notrace_hash: *ftrace_hash", "filter_hash: *ftrace_hash")
        .define("ftrace_func_entry", "hlist: hlist_node", "ip: unsigned int")
        .define(
            "ftrace_ops",
            "func: *()",
            "next: *char",
            "flags: unsigned int",
            "func_hash: *ftrace_ops_hash",
            "trampoline: unsigned int")
        .define("kernel_symbol", "value: unsigned int")
        .define("tracepoint", "name: *char", "funcs: *char")
        .define("tracepoint_func", "func: *char", "data: *char", "prio: int");
    kernel.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x1000).symbol("_end", TEXT + 0x2000);
    List<String> functions =
        List.of(
            "vfs_mknod",
            "vfs_rmdir",
            "kprobe_dispatcher",
            "aggr_pre_handler",
            "pre_handler_kretprobe",
            "kretprobe_dispatcher",
            "kprobe_ftrace_handler",
            "function_trace_call",
            "ftrace_stub",
            "probe_sched_switch");
    for (String name : functions) {
      kernel.function(name, address(functions.indexOf(name)));
    }
    table = kernel.allocate(8);
    kernel.symbol("kprobe_table", table);
    // Its symbol tells how long the table is.
    kernel.symbol("behind_it", kernel.allocate(4));
    tracers = kernel.allocate(4);
    kernel.symbol("ftrace_ops_list", tracers);
    end = kernel.allocate("ftrace_ops");
    kernel.symbol("ftrace_list_end", end);
    kernel.number(tracers, end, 4);
    point = kernel.allocate("tracepoint");
    kernel.set(point, "tracepoint", "name", kernel.string("sched_switch"));
    long points = kernel.allocate(4);
    kernel.number(points, point, 4);
    kernel.symbol("__start___tracepoints_ptrs", points);
    kernel.symbol("__stop___tracepoints_ptrs", points + 4);
  }

  private static long address(int index) {
    return TEXT + 0x40L * (index + 1);
  }

  private long probe(String struct, int place, int handler, long flags) throws IOException {
    long probe = kernel.allocate(struct);
    kernel.set(probe, "kprobe", "addr", address(place));
    kernel.set(probe, "kprobe", "pre_handler", address(handler));
    kernel.set(probe, "kprobe", "flags", flags);
    return probe;
  }

  private long tracer(int function, long trampoline, long next) throws IOException {
    long ops = kernel.allocateOnOwnPage("ftrace_ops");
    kernel.set(ops, "ftrace_ops", "func", address(function));
    kernel.set(ops, "ftrace_ops", "flags", 1);
    kernel.set(ops, "ftrace_ops", "trampoline", trampoline);
    kernel.set(ops, "ftrace_ops", "next", next);
    return ops;
  }

  private List<Probe> read() throws IOException {
    Listing<Probe> probes = ProbeList.read(kernel.open());
    assertThat(probes.problems()).isEmpty();
    return probes.items();
  }

  private List<String> titles() throws IOException {
    return read().stream().map(Probe::title).toList();
  }

  @Test
  void aKernelThatIsNotTracedHasNone() throws Exception {
    assertThat(read()).isEmpty();
    assertThat(ProbeList.read(new FakeKernel().open()).items()).isEmpty();
  }

  @Test
  void probesAreListedAndNotWhatStandsForSeveral() throws Exception {
    long ofReturn = probe("kretprobe", 1, 4, 0);
    kernel.set(ofReturn, "kretprobe", "handler", address(5));
    long several = probe("kprobe", 0, 3, 0);
    long disabled = probe("kprobe", 0, 2, DISABLED);
    kernel.ring(
        several + kernel.offset("kprobe", "list"), disabled + kernel.offset("kprobe", "list"));
    kernel.number(table, ofReturn, 4);
    kernel.number(table + 4, several, 4);
    assertThat(titles())
        .containsExactly(
            "kretprobe vfs_rmdir  kretprobe_dispatcher", "kprobe vfs_mknod  kprobe_dispatcher");
    assertThat(read()).extracting(Probe::enabled).containsExactly(true, false);
  }

  @Test
  void aProbeAtTheStartOfAFunctionIsCalledByTheTracer() throws Exception {
    kernel.number(table, probe("kprobe", 0, 2, AT_START), 4);
    kernel.number(tracers, tracer(6, 0xf000_0000L, end), 4);
    assertThat(titles()).containsExactly("kprobe vfs_mknod  kprobe_dispatcher");
    assertThat(read().get(0).trampoline()).isEqualTo(Optional.of(0xf000_0000L));
  }

  @Test
  void aTracerSaysOfWhichFunctions() throws Exception {
    long ops = tracer(7, 0, end);
    kernel.number(tracers, ops, 4);
    assertThat(titles()).containsExactly("function tracer all functions  function_trace_call");
    long filter = kernel.allocate("ftrace_hash");
    long hashes = kernel.allocate("ftrace_ops_hash");
    kernel.set(ops, "ftrace_ops", "func_hash", hashes);
    kernel.set(hashes, "ftrace_ops_hash", "filter_hash", filter);
    long buckets = kernel.allocate(8);
    kernel.set(filter, "ftrace_hash", "buckets", buckets);
    kernel.set(filter, "ftrace_hash", "size_bits", 1);
    kernel.set(filter, "ftrace_hash", "count", 2);
    long last = 0;
    for (int i = 4; i >= 0; i--) {
      long entry = kernel.allocate("ftrace_func_entry");
      kernel.set(entry, "ftrace_func_entry", "hlist.next", last);
      kernel.set(entry, "ftrace_func_entry", "ip", address(i) + 4);
      last = entry;
    }
    kernel.number(buckets + 4, last, 4);
    assertThat(read().get(0).place())
        .contains("aggr_pre_handler, kprobe_dispatcher, pre_handler_kretprobe and 2 more");
  }

  @Test
  void functionsOfTracepointsAreListed() throws Exception {
    long functions = kernel.allocate(24);
    kernel.set(functions, "tracepoint_func", "func", address(9));
    kernel.set(point, "tracepoint", "funcs", functions);
    assertThat(titles()).containsExactly("tracepoint sched_switch  probe_sched_switch");
  }
}
