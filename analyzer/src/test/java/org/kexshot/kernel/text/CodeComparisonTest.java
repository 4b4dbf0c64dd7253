package org.kexshot.kernel.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.text.CodeChange.Verdict;

/** Two images of a kernel whose code is patched as kernels do it, and as they do not. */
class CodeComparisonTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final long CONSTANTS = FakeKernel.PAGE_OFFSET + 0x30_0000;
  private static final long KEY = TEXT + 0x100;
  private static final long KEY_TARGET = TEXT + 0x180;
  private static final long CALL = TEXT + 0x200;
  private static final long ENTRY = TEXT + 0x300;
  private static final long PROBED = TEXT + 0x400;
  private static final long LOCKED = TEXT + 0x500;
  private static final long CALLER = TEXT + 0x600;
  private static final long FUNCTION = TEXT + 0x700;
  private static final long OF_SEVERAL = TEXT + 0x800;
  private static final long ELSEWHERE = TEXT + 0x20_0000;
  private static final byte[] NOP = {0x3e, (byte) 0x8d, 0x74, 0x26, 0};

  private final FakeKernel before = new FakeKernel();
  private final FakeKernel after = new FakeKernel();
  private final Problems problems = new Problems();
  private long kprobeTable;
  private long trampolines;
  private long programs;
  private long livePatches;

  @BeforeEach
  void layOut() throws IOException {
    layOut(before);
    layOut(after);
  }

  private void layOut(FakeKernel made) throws IOException {
    made.define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_node", "next: *hlist_node")
        .define("jump_entry", "code: int", "target: int", "key: int")
        .define("static_call_site", "addr: int", "key: int")
        .define("dyn_ftrace", "ip: *char", "flags: unsigned int")
        .define("ftrace_page", "next: *ftrace_page", "records: *dyn_ftrace", "index: int")
        .define(
            "kprobe",
            "hlist: hlist_node",
            "list: list_head",
            "addr: *char",
            "pre_handler: *char",
            "opcode: unsigned char",
            "flags: int")
        .define("arch_optimized_insn", "copied_insn: unsigned char[4]", "insn: *char")
        .define("optimized_kprobe", "kp: kprobe", "optinsn: arch_optimized_insn")
        .define("smp_alt_module", "locks: *int", "locks_end: *int", "next: list_head")
        .define(
            "ftrace_ops",
            "trampoline: unsigned int",
            "trampoline_size: unsigned int",
            "list: list_head")
        .define("bpf_ksym", "start: *char", "end: *char", "name: char[16]", "lnode: list_head")
        .define("klp_ops", "node: list_head", "func_stack: list_head")
        .define("klp_func", "old_func: *char", "stack_node: list_head");
    made.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x2000).symbol("_end", TEXT + 0x20_0000);
    made.function("patched", KEY).function("ftrace_caller", CALLER).function("other", FUNCTION);
    made.function("aggr_pre_handler", OF_SEVERAL);
    made.symbol("__start_rodata", CONSTANTS).symbol("__end_rodata", CONSTANTS + 0x1000);
    made.symbol("table", CONSTANTS + 0x100).symbol("behind", CONSTANTS + 0x200);
    made.bytes(TEXT, new byte[0x2000]);
    made.bytes(CONSTANTS, new byte[0x1000]);
    long keys = made.allocate("jump_entry");
    made.set(keys, "jump_entry", "code", KEY - keys);
    made.set(keys, "jump_entry", "target", KEY_TARGET - (keys + 4));
    made.symbol("__start___jump_table", keys).symbol("__stop___jump_table", keys + 12);
    long calls = made.allocate("static_call_site");
    made.set(calls, "static_call_site", "addr", CALL - calls);
    made.symbol("__start_static_call_sites", calls).symbol("__stop_static_call_sites", calls + 8);
    long record = made.allocate("dyn_ftrace");
    made.set(record, "dyn_ftrace", "ip", ENTRY);
    long page = made.allocate("ftrace_page");
    made.set(page, "ftrace_page", "records", record);
    made.set(page, "ftrace_page", "index", 1);
    long pages = made.allocate(4);
    made.number(pages, page, 4);
    made.symbol("ftrace_pages_start", pages);
    kprobeTable = made.allocate(16);
    made.symbol("kprobe_table", kprobeTable).symbol("behind_kprobes", kprobeTable + 4);
    long locks = made.allocate(4);
    made.number(locks, LOCKED - locks, 4);
    long module = made.allocate("smp_alt_module");
    made.set(module, "smp_alt_module", "locks", locks);
    made.set(module, "smp_alt_module", "locks_end", locks + 4);
    long head = made.allocate("list_head");
    made.fileSymbol("smp_alt_modules", head);
    made.ring(head, module + made.offset("smp_alt_module", "next"));
    trampolines = emptyList(made, "ftrace_ops_trampoline_list");
    programs = emptyList(made, "bpf_kallsyms");
    livePatches = emptyList(made, "klp_ops");
    made.bytes(KEY, NOP);
    made.bytes(ENTRY, NOP);
    jump(made, CALL, 0xe8, FUNCTION);
    made.bytes(PROBED, new byte[] {0x55, 1, 2, 3, 4});
    made.bytes(LOCKED, new byte[] {0x3e});
  }

  private static long emptyList(FakeKernel made, String symbol) throws IOException {
    long head = made.allocate("list_head");
    made.fileSymbol(symbol, head);
    made.ring(head);
    return head;
  }

  private static void jump(FakeKernel made, long place, int operation, long target) {
    made.number(place, operation, 1);
    made.number(place + 1, target - (place + 5), 4);
  }

  private long probe(FakeKernel made, long flags) throws IOException {
    long probe = made.allocate("optimized_kprobe");
    made.set(probe, "kprobe", "addr", PROBED);
    made.set(probe, "kprobe", "opcode", 0x55);
    made.set(probe, "kprobe", "flags", flags);
    made.bytes(probe + made.offset("optimized_kprobe", "optinsn"), new byte[] {1, 2, 3, 4});
    made.number(probe + made.offset("optimized_kprobe", "optinsn") + 4, ELSEWHERE, 4);
    made.number(kprobeTable, probe, 4);
    return probe;
  }

  private List<CodeChange> changes() throws IOException {
    return changes(frame -> false);
  }

  private List<CodeChange> changes(LongPredicate sameFrame) throws IOException {
    KernelImage second = after.open();
    CodeComparison comparison = new CodeComparison(before.open(), second, sameFrame, problems);
    List<CodeChange> changes = new ArrayList<>();
    comparison.compare(CodeRegion.kernelText(second), changes::add);
    for (CodeRegion constants : CodeRegion.kernelConstants(second, problems)) {
      comparison.compare(constants, changes::add);
    }
    return changes;
  }

  private void assertPatched(PatchCause cause) throws IOException {
    assertThat(changes())
        .extracting(CodeChange::verdict, CodeChange::cause)
        .containsExactly(tuple(Verdict.PATCHED, Optional.of(cause)));
    assertThat(problems.list()).isEmpty();
  }

  private void assertAlarm(long address) throws IOException {
    assertThat(changes())
        .extracting(CodeChange::verdict, CodeChange::address)
        .containsExactly(tuple(Verdict.ALARM, address));
  }

  @Test
  void equalCodeIsUnchanged() throws Exception {
    assertThat(changes()).isEmpty();
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void aJumpLabelLeadsToItsTarget() throws Exception {
    jump(after, KEY, 0xe9, KEY_TARGET);
    assertPatched(PatchCause.STATIC_KEY);
  }

  @Test
  void aJumpLabelThatLeadsElsewhereIsAnAlarm() throws Exception {
    jump(after, KEY, 0xe9, FUNCTION);
    assertAlarm(KEY);
  }

  @Test
  void aShortJumpLabelCoversNoMoreThanItsBytes() throws Exception {
    before.bytes(KEY, new byte[] {0x66, (byte) 0x90, 0x11, 0x22, 0x33});
    after.bytes(KEY, new byte[] {(byte) 0xeb, 0x7e, 0x11, 0x22, 0x33});
    assertPatched(PatchCause.STATIC_KEY);
    after.bytes(KEY + 3, new byte[] {0x44});
    assertThat(changes())
        .extracting(CodeChange::verdict, CodeChange::address)
        .containsExactly(tuple(Verdict.ALARM, KEY + 3), tuple(Verdict.PATCHED, KEY));
  }

  @Test
  void aStaticCallCallsCode() throws Exception {
    jump(after, CALL, 0xe8, CALLER);
    assertPatched(PatchCause.STATIC_CALL);
  }

  @Test
  void aStaticCallOutOfTheKernelIsAnAlarm() throws Exception {
    jump(after, CALL, 0xe8, ELSEWHERE);
    assertAlarm(CALL);
  }

  @Test
  void aStaticCallOfNothingDoesNothing() throws Exception {
    after.bytes(CALL, NOP);
    assertPatched(PatchCause.STATIC_CALL);
  }

  @Test
  void aTracedFunctionCallsTheTracer() throws Exception {
    jump(after, ENTRY, 0xe8, CALLER);
    assertPatched(PatchCause.TRACER);
  }

  /** As rootkits do it: the place is one that the kernel patches, its contents are not. */
  @Test
  void anEntryThatLeadsElsewhereIsAnAlarm() throws Exception {
    jump(after, ENTRY, 0xe9, ELSEWHERE);
    assertAlarm(ENTRY);
    assertThat(changes().get(0).leadsTo().orElseThrow()).startsWith("0x");
    jump(after, ENTRY, 0xe8, FUNCTION);
    assertAlarm(ENTRY);
  }

  /** What was there before counts as much, or taking an implant out would look right. */
  @Test
  void aWrongEntryThatIsPutRightIsAnAlarmToo() throws Exception {
    jump(before, ENTRY, 0xe9, ELSEWHERE);
    assertAlarm(ENTRY);
  }

  @Test
  void aTrampolineOfTheTracerIsTheTracers() throws Exception {
    long operations = after.allocate("ftrace_ops");
    after.set(operations, "ftrace_ops", "trampoline", ELSEWHERE);
    after.set(operations, "ftrace_ops", "trampoline_size", 0x80);
    after.ring(trampolines, operations + after.offset("ftrace_ops", "list"));
    jump(after, ENTRY, 0xe8, ELSEWHERE + 0x80);
    assertThat(changes()).extracting(CodeChange::verdict).containsExactly(Verdict.ALARM);
    jump(after, ENTRY, 0xe8, ELSEWHERE);
    assertPatched(PatchCause.TRACER);
  }

  @Test
  void aTrampolineOfBpfIsBpfs() throws Exception {
    long program = after.allocate("bpf_ksym");
    after.set(program, "bpf_ksym", "start", ELSEWHERE);
    after.set(program, "bpf_ksym", "end", ELSEWHERE + 0x100);
    after.text(program, "bpf_ksym", "name", "bpf_trampoline_");
    after.ring(programs, program + after.offset("bpf_ksym", "lnode"));
    jump(after, ENTRY, 0xe8, ELSEWHERE);
    assertPatched(PatchCause.BPF_TRAMPOLINE);
  }

  @Test
  void aLivePatchIsNamed() throws Exception {
    long function = after.allocate("klp_func");
    after.set(function, "klp_func", "old_func", ENTRY - 4);
    long operations = after.allocate("klp_ops");
    after.ring(livePatches, operations + after.offset("klp_ops", "node"));
    after.ring(
        operations + after.offset("klp_ops", "func_stack"),
        function + after.offset("klp_func", "stack_node"));
    jump(after, ENTRY, 0xe8, CALLER);
    assertPatched(PatchCause.LIVE_PATCH);
  }

  @Test
  void aProbeIsABreakpoint() throws Exception {
    probe(after, 0);
    after.bytes(PROBED, new byte[] {(byte) 0xcc});
    assertPatched(PatchCause.PROBE);
  }

  @Test
  void aProbeThatIsGoneLeavesWhatItFound() throws Exception {
    probe(before, 0);
    before.bytes(PROBED, new byte[] {(byte) 0xcc});
    assertPatched(PatchCause.PROBE);
    after.bytes(PROBED, new byte[] {0x56});
    assertAlarm(PROBED);
  }

  @Test
  void aBreakpointWithoutAProbeIsAnAlarm() throws Exception {
    after.bytes(PROBED, new byte[] {(byte) 0xcc});
    assertAlarm(PROBED);
  }

  @Test
  void anOptimizedProbeJumpsToItsOwnCode() throws Exception {
    probe(after, 4);
    jump(after, PROBED, 0xe9, ELSEWHERE);
    assertPatched(PatchCause.PROBE);
    jump(after, PROBED, 0xe9, ELSEWHERE + 1);
    assertAlarm(PROBED);
  }

  /** The kernel hangs the user's probe on one of its own, which has the jump. */
  @Test
  void theUsersProbeSaysNothingOfTheJumpThatTakesItsPlace() throws Exception {
    long optimized = probe(after, 4);
    after.set(optimized, "kprobe", "pre_handler", OF_SEVERAL);
    long users = after.allocate("kprobe");
    after.set(users, "kprobe", "addr", PROBED);
    long list = after.offset("kprobe", "list");
    after.ring(optimized + list, users + list);
    jump(after, PROBED, 0xe9, ELSEWHERE);
    assertPatched(PatchCause.PROBE);
  }

  @Test
  void aProbeAtAnEntryIsTheTracersDoing() throws Exception {
    probe(after, 8);
    after.number(after.offset("kprobe", "addr") + probeOf(after), ENTRY, 4);
    jump(after, ENTRY, 0xe8, CALLER);
    assertPatched(PatchCause.PROBE);
  }

  private long probeOf(FakeKernel made) throws IOException {
    return made.open().memory().readPointer(kprobeTable);
  }

  @Test
  void aLockComesBackWithASecondProcessor() throws Exception {
    after.bytes(LOCKED, new byte[] {(byte) 0xf0});
    assertPatched(PatchCause.SMP_LOCK);
    after.bytes(LOCKED, new byte[] {(byte) 0x90});
    assertAlarm(LOCKED);
  }

  @Test
  void whereNothingIsPatchedAnyChangeIsAnAlarm() throws Exception {
    jump(after, FUNCTION, 0xe9, CALLER);
    CodeChange alarm = changes().get(0);
    assertThat(alarm.verdict()).isEqualTo(Verdict.ALARM);
    assertThat(alarm.place()).isEqualTo("other");
    assertThat(alarm.cause()).isEmpty();
    assertThat(alarm.before()).startsWith("00 00");
    assertThat(alarm.after()).startsWith("e9 fb fe ff ff");
    assertThat(alarm.leadsTo()).contains("ftrace_caller");
    assertThat(alarm.length()).isEqualTo(5);
  }

  @Test
  void neighbouringChangesAreOneAndDistantOnesTwo() throws Exception {
    after.bytes(FUNCTION, new byte[] {1, 0, 0, 0, 0, 1});
    after.bytes(FUNCTION + 0x40, new byte[] {1});
    assertThat(changes())
        .extracting(CodeChange::address, CodeChange::length)
        .containsExactly(tuple(FUNCTION, 6L), tuple(FUNCTION + 0x40, 1L));
  }

  @Test
  void aChangedConstantIsAnAlarm() throws Exception {
    after.number(CONSTANTS + 0x104, 0x0101_0101, 4);
    assertThat(changes())
        .extracting(CodeChange::verdict, CodeChange::place, CodeChange::isCode)
        .containsExactly(tuple(Verdict.ALARM, "table+0x4", false));
  }

  /** The missing table may explain it; no table explains a constant. */
  @Test
  void whatAMissingTableMayExplainIsUndecided() throws Exception {
    long page = after.allocateOnOwnPage("ftrace_page");
    after.exclude(page);
    after.number(pagesStart(), page, 4);
    jump(after, FUNCTION, 0xe9, CALLER);
    after.number(CONSTANTS + 0x104, 0x0101_0101, 4);
    assertThat(changes())
        .extracting(CodeChange::verdict)
        .containsExactly(Verdict.UNDECIDED, Verdict.ALARM);
    assertThat(problems.list()).anyMatch(problem -> problem.contains("traced functions"));
  }

  private long pagesStart() throws IOException {
    return after.open().symbols().require("ftrace_pages_start");
  }

  @Test
  void pagesThatAnImageLacksAreTold() throws Exception {
    after.exclude(TEXT + 0x1000);
    jump(after, FUNCTION, 0xe9, CALLER);
    assertThat(changes()).hasSize(1);
    assertThat(problems.list())
        .containsExactly("1 pages of the text of the kernel are not in both images");
  }

  @Test
  void framesThatAreKnownToBeTheSameAreNotRead() throws Exception {
    jump(after, FUNCTION, 0xe9, CALLER);
    assertThat(changes(frame -> true)).isEmpty();
    long changed = TEXT - FakeKernel.PAGE_OFFSET >>> 12;
    assertThat(changes(frame -> frame != changed)).hasSize(1);
  }
}
