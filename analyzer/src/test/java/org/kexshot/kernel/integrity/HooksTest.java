package org.kexshot.kernel.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.text.CodeTargets;
import org.kexshot.kernel.text.GeneratedCode;

/** A kernel with one of each kind of hook, which lead into its text until a test changes one. */
class HooksTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;

  /** No code of the kernel or a module. */
  private static final long ELSEWHERE = FakeKernel.PAGE_OFFSET + 0xb0_0040L;

  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long packet;
  private long notifier;
  private long device;
  private long security;
  private long probe;
  private long function;
  private long work;
  private long action;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_head", "first: *char")
        .define("hlist_node", "next: *char", "pprev: *char")
        .define("packet_type", "type: int", "func: *()", "id_match: *()", "list: list_head")
        .define("notifier_block", "notifier_call: *()", "next: *char")
        .define("raw_notifier_head", "head: *notifier_block")
        .define("net", "list: list_head", "dev_base_head: list_head")
        .define("net_device", "name: char[16]", "dev_list: list_head", "rx_handler: *()");
    kernel
        .define("security_hook_heads", "file_open: hlist_head", "task_kill: hlist_head")
        .define("security_hook_list", "list: hlist_node", "hook: *char")
        .define("kprobe", "hlist: hlist_node", "addr: *char", "pre_handler: *()")
        .define("kernel_symbol", "value: unsigned int")
        .define("tracepoint", "name: *char", "regfunc: *()", "funcs: *char")
        .define("tracepoint_func", "func: *char", "data: *char", "prio: int")
        .define("xarray", "xa_head: *char")
        .define("idr", "idr_rt: xarray", "idr_base: unsigned int")
        .define("worker_pool", "worklist: list_head")
        .define("work_struct", "data: *char", "entry: list_head", "func: *()")
        .define("irq_chip", "name: *char")
        .define("irq_data", "irq: unsigned int", "chip: *irq_chip")
        .define("irqaction", "handler: *()", "next: *char", "name: *char")
        .define(
            "irq_desc",
            "irq_data: irq_data",
            "kstat_irqs: *char",
            "handle_irq: *()",
            "action: *irqaction");
    kernel.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x1000).symbol("_end", TEXT + 0x2000);
    layOutLists();
    layOutTraces();
    layOutDeferred();
    kernel.symbol("notifier", notifier).symbol("device", device).symbol("hook", security);
    kernel.symbol("probe", probe).symbol("function", function).symbol("work", work);
    kernel.symbol("action", action);
  }

  private void layOutLists() throws IOException {
    long packets = kernel.allocate("list_head");
    kernel.symbol("ptype_all", packets);
    packet = kernel.allocateOnOwnPage("packet_type");
    kernel.set(packet, "packet_type", "func", TEXT + 0x10);
    kernel.symbol("arp_packet_type", packet);
    kernel.ring(packets, packet + kernel.offset("packet_type", "list"));
    long chain = kernel.allocate("raw_notifier_head");
    kernel.symbol("netdev_chain", chain);
    long first = kernel.allocate("notifier_block");
    kernel.number(chain, first, 4);
    kernel.set(first, "notifier_block", "notifier_call", TEXT + 0x20);
    notifier = kernel.allocateOnOwnPage("notifier_block");
    kernel.set(first, "notifier_block", "next", notifier);
    kernel.set(notifier, "notifier_block", "notifier_call", TEXT + 0x30);
    long namespaces = kernel.allocate("list_head");
    kernel.symbol("net_namespace_list", namespaces);
    long net = kernel.allocate("net");
    kernel.ring(namespaces, net);
    device = kernel.allocate("net_device");
    kernel.text(device, "net_device", "name", "eth0");
    kernel.ring(
        net + kernel.offset("net", "dev_base_head"),
        device + kernel.offset("net_device", "dev_list"));
    long heads = kernel.allocate("security_hook_heads");
    kernel.symbol("security_hook_heads", heads);
    security = kernel.allocate("security_hook_list");
    kernel.set(security, "security_hook_list", "hook", TEXT + 0x40);
    kernel.number(heads + 4, security, 4);
  }

  private void layOutTraces() throws IOException {
    long table = kernel.allocate(16);
    kernel.symbol("kprobe_table", table);
    probe = kernel.allocate("kprobe");
    // It lies behind the table, so that its symbol tells how long that is.
    kernel.number(table + 8, probe, 4);
    kernel.set(probe, "kprobe", "pre_handler", TEXT + 0x50);
    long point = kernel.allocate("tracepoint");
    kernel.set(point, "tracepoint", "name", kernel.string("sys_enter"));
    function = kernel.allocate(2 * 12);
    kernel.set(point, "tracepoint", "funcs", function);
    kernel.set(function, "tracepoint_func", "func", TEXT + 0x60);
    long points = kernel.allocate(4);
    kernel.number(points, point, 4);
    kernel
        .symbol("__start___tracepoints_ptrs", points)
        .symbol("__stop___tracepoints_ptrs", points + 4);
  }

  private void layOutDeferred() throws IOException {
    long pools = kernel.allocate("idr");
    kernel.symbol("worker_pool_idr", pools);
    long pool = kernel.allocate("worker_pool");
    kernel.set(pools, "idr", "idr_rt.xa_head", pool);
    work = kernel.allocate("work_struct");
    kernel.set(work, "work_struct", "func", TEXT + 0x70);
    kernel.ring(pool, work + kernel.offset("work_struct", "entry"));
    long line = kernel.allocate("irq_desc");
    kernel.set(line, "irq_desc", "irq_data.irq", 11);
    long lines = kernel.allocate("xarray");
    kernel.symbol("irq_desc_tree", lines);
    kernel.set(lines, "xarray", "xa_head", line);
    action = kernel.allocate("irqaction");
    kernel.set(line, "irq_desc", "action", action);
    kernel.set(action, "irqaction", "name", kernel.string("eth0"));
    kernel.set(action, "irqaction", "handler", TEXT + 0x80);
  }

  private List<Finding> check() throws IOException {
    KernelImage image = kernel.open();
    List<Finding> findings = new ArrayList<>();
    CodeTargets targets =
        new CodeTargets(image, CodeRanges.of(image), GeneratedCode.read(image, problems));
    Inspection inspection =
        new Inspection(image, targets, problems, new EnumMap<>(Subject.class), findings::add);
    RegisteredFunctions functions = new RegisteredFunctions(inspection);
    HookLists lists = new HookLists(inspection, functions);
    lists.check();
    new NetworkHooks(inspection, functions, lists).check();
    new SecurityHooks(inspection, functions).check();
    new TracingHooks(inspection, functions).checkProbes();
    new TracingHooks(inspection, functions).checkTracepoints();
    new DeferredFunctions(inspection, functions).checkWork();
    new DeferredFunctions(inspection, functions).checkInterrupts();
    assertThat(findings).allMatch(finding -> finding.type() == FindingType.HOOK);
    return findings;
  }

  private void finds(String place) throws IOException {
    assertThat(check()).extracting(Finding::place).containsExactly(place);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void nothingIsFoundWhereAllIsTheKernels() throws Exception {
    assertThat(check()).isEmpty();
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aPacketHandler() throws Exception {
    kernel.set(packet, "packet_type", "id_match", ELSEWHERE);
    finds("ptype_all: arp_packet_type.id_match");
  }

  @Test
  void aNotifierBehindAnother() throws Exception {
    kernel.set(notifier, "notifier_block", "notifier_call", ELSEWHERE);
    finds("netdev_chain: notifier.notifier_call");
  }

  @Test
  void theHandlerOfADevice() throws Exception {
    kernel.set(device, "net_device", "rx_handler", ELSEWHERE);
    finds("device eth0: device.rx_handler");
  }

  @Test
  void aSecurityHook() throws Exception {
    kernel.set(security, "security_hook_list", "hook", ELSEWHERE);
    finds("task_kill: hook.hook");
  }

  @Test
  void aProbesHandler() throws Exception {
    kernel.set(probe, "kprobe", "pre_handler", ELSEWHERE);
    finds("kprobe: probe.pre_handler");
  }

  @Test
  void aFunctionOfATracepoint() throws Exception {
    kernel.set(function, "tracepoint_func", "func", ELSEWHERE);
    finds("tracepoint sys_enter: function.func");
  }

  @Test
  void workThatWaits() throws Exception {
    kernel.set(work, "work_struct", "func", ELSEWHERE);
    finds("work of pool 0: work.func");
  }

  @Test
  void anInterruptsHandler() throws Exception {
    kernel.set(action, "irqaction", "handler", ELSEWHERE);
    finds("interrupt 11: action.handler");
  }

  @Test
  void aListThatBreaksOffHidesNoOther() throws Exception {
    kernel.exclude(packet);
    kernel.set(device, "net_device", "rx_handler", ELSEWHERE);
    assertThat(check()).hasSize(1);
    assertThat(problems.list())
        .anySatisfy(problem -> assertThat(problem).startsWith("ptype_all breaks off after 1"));
  }

  /** As formats of 32-bit kernels with drivers of cameras: one is the list, the other is not. */
  @Fault("Of two static variables with a name the wrong one is read")
  @Test
  void ofTwoVariablesWithANameTheListIsChosen() throws Exception {
    kernel.define("linux_binfmt", "lh: list_head", "load_binary: *()");
    long other = kernel.allocate(32);
    kernel.number(other, other + 16, 4);
    kernel.number(other + 16, ELSEWHERE, 4);
    long list = kernel.allocate("list_head");
    long format = kernel.allocate("linux_binfmt");
    kernel.set(format, "linux_binfmt", "load_binary", ELSEWHERE);
    link(list, format);
    link(format, list);
    kernel.fileSymbol("formats", other).fileSymbol("formats", list).symbol("elf_format", format);
    finds("formats: elf_format.load_binary");
  }

  private void link(long from, long to) {
    kernel.number(from, to, 4);
    kernel.number(to + 4, from, 4);
  }

  @Test
  void ofTwoListsWithANameNoneIsGuessed() throws Exception {
    kernel.define("linux_binfmt", "lh: list_head", "load_binary: *()");
    for (int i = 0; i < 2; i++) {
      long list = kernel.allocate("list_head");
      link(list, list);
      kernel.fileSymbol("formats", list);
    }
    assertThat(check()).isEmpty();
    assertThat(problems.list())
        .containsExactly("formats: several variables have that name, and look alike");
  }

  @Test
  void aChainThatRunsInACircleEnds() throws Exception {
    kernel.set(notifier, "notifier_block", "next", notifier);
    assertThat(check()).isEmpty();
    assertThat(problems.list())
        .singleElement()
        .asString()
        .contains("netdev_chain runs in a circle");
  }
}
