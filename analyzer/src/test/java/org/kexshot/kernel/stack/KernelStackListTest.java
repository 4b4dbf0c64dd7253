package org.kexshot.kernel.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kind.Listing;

/** One sleeping thread whose stack is laid out by hand, call by call. */
class KernelStackListTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final int STACK_BYTES = 8192;

  private final FakeKernel kernel = new FakeKernel();
  private long task;
  private long stack;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("signal_struct", "thread_head: list_head")
        .define("cred", "euid: int")
        .define("thread_struct", "sp: *char")
        .define("inactive_task_frame", "bp: *char", "ret_addr: *char")
        .define("pt_regs", "bp: *char", "ip: *char", "cs: unsigned int", "sp: *char", "ss: int")
        .define(
            "orc_entry",
            "sp_offset: int",
            "sp_reg: int",
            "bp_reg: int",
            "bp_offset: int",
            "type: int")
        .define(
            "task_struct",
            "stack: *char",
            "__state: unsigned int",
            "flags: unsigned int",
            "exit_state: int",
            "on_cpu: int",
            "tasks: list_head",
            "thread_node: list_head",
            "pid: int",
            "tgid: int",
            "real_parent: *char",
            "cred: *cred",
            "signal: *signal_struct",
            "start_boottime: long long",
            "comm: char[16]",
            "thread: thread_struct");
    long init = kernel.allocate("task_struct");
    task = kernel.allocate("task_struct");
    stack = kernel.allocate(STACK_BYTES + 8192) + 4095 & -4096;
    kernel.symbol("init_task", init);
    kernel.ring(
        init + kernel.offset("task_struct", "tasks"), task + kernel.offset("task_struct", "tasks"));
    long signal = kernel.allocate("signal_struct");
    kernel.ring(signal, task + kernel.offset("task_struct", "thread_node"));
    kernel.set(task, "task_struct", "signal", signal);
    kernel.set(task, "task_struct", "flags", 0x0020_0000);
    kernel.set(task, "task_struct", "stack", stack);
    kernel.set(task, "task_struct", "pid", 7);
    kernel.set(task, "task_struct", "thread.sp", stack + 0x1000);
    String[] functions = {"_stext", "schedule", "sleeper", "kthread", "_etext"};
    for (int i = 0; i < functions.length; i++) {
      kernel.symbol(functions[i], TEXT + 0x100 * i);
    }
    kernel.symbol("end_of_symbols", TEXT + 0x1000);
    word(0x1004, TEXT + 0x110);
  }

  private void word(int offset, long value) {
    kernel.number(stack + offset, value, 4);
  }

  private Listing<KernelStack> list() throws IOException {
    return KernelStackList.read(kernel.open(), pid -> pid == 0);
  }

  private KernelStack read() throws IOException {
    Listing<KernelStack> stacks = list();
    assertThat(stacks.items()).hasSize(1);
    return stacks.items().get(0);
  }

  private static String[] functions(KernelStack stack) {
    return stack.frames().stream()
        .map(frame -> (frame.certain() ? "" : "? ") + frame.function())
        .toArray(String[]::new);
  }

  @Test
  void framePointersLeadToTheRegistersOfTheEntry() throws Exception {
    word(0x1000, stack + 0x1100);
    word(0x1100, stack + 0x1180);
    word(0x1104, TEXT + 0x222);
    // An interrupt in kernel mode: the frame pointer is that of the registers, marked.
    word(0x1180, stack + 0x1200 & 0x7fff_ffffL);
    word(0x1184, TEXT + 0x333);
    word(0x1200, stack + 0x1300);
    word(0x1204, TEXT + 0x244);
    word(0x1208, 0x60);
    word(0x1300, stack + 0x1400 & 0x7fff_ffffL);
    // A call at the very end of a function returns to another's start.
    word(0x1304, TEXT + 0x300);
    // And one in user mode, which is the end.
    word(0x1408, 0x73);
    word(0x1404, 0x0804_8000);
    KernelStack read = read();
    assertThat(read.problem()).isEmpty();
    assertThat(list().problems()).isEmpty();
    assertThat(functions(read))
        .containsExactly(
            "schedule+0x10", "sleeper+0x22", "kthread+0x33", "sleeper+0x44", "sleeper+0x100");
  }

  /** The last function may stand right below what the entry saved. */
  @Fault("Stacks of i386 lack the last function of user threads")
  @Test
  void theLastFunctionOfAUserThreadIsShown() throws Exception {
    // 20 bytes of registers and 8 of padding at the stack's end.
    int registers = STACK_BYTES - 28;
    word(registers + 8, 0x73);
    word(registers + 16, 0x7b);
    word(0x1000, stack + registers - 16);
    word(registers - 16, stack + registers - 8);
    word(registers - 12, TEXT + 0x222);
    word(registers - 8, 0x0804_8000);
    word(registers - 4, TEXT + 0x333);
    assertThat(functions(read())).containsExactly("schedule+0x10", "sleeper+0x22", "kthread+0x33");
    assertThat(read().problem()).isEmpty();
  }

  @Test
  void aFramePointerThatRunsInACircleIsTold() throws Exception {
    word(0x1000, stack + 0x1100);
    word(0x1100, stack + 0x1100);
    word(0x1104, TEXT + 0x222);
    KernelStack read = read();
    assertThat(read.problem().orElseThrow()).contains("does not lead up the stack");
    assertThat(functions(read)).startsWith("schedule+0x10", "sleeper+0x22");
  }

  @Test
  void withoutFramePointersTheRestIsGuessed() throws Exception {
    word(0x1000, 5);
    word(0x1020, TEXT + 0x222);
    word(0x1024, 0x1234);
    // The first byte of a function is a pointer to it, not where a call returns to.
    word(0x1028, TEXT + 0x200);
    word(0x1030, TEXT + 0x333);
    KernelStack read = read();
    assertThat(read.problem().orElseThrow()).contains("guessed");
    assertThat(list().problems())
        .containsExactly("of 1 of 1 threads calls are guessed, or missing; each says why");
    assertThat(functions(read))
        .containsExactly("schedule+0x10", "? sleeper+0x22", "? kthread+0x33");
  }

  @Test
  void orcEntriesSayWhereTheFramesAre() throws Exception {
    orcLeadsUp(5, 1);
  }

  /** Linux 7.1 numbers the registers otherwise; its table tells. */
  @Fault("All stacks of Linux 7.1 are guessed, with exit code 0")
  @Test
  void orcEntriesOfLinux71SayItWithOtherNumbers() throws Exception {
    orcLeadsUp(3, 8);
  }

  private void orcLeadsUp(int sp, int previousSp) throws IOException {
    long addresses = kernel.allocate(64);
    long entries = kernel.allocate(256);
    kernel.symbol("__start_orc_unwind_ip", addresses);
    kernel.symbol("__stop_orc_unwind_ip", addresses + 12);
    kernel.symbol("__start_orc_unwind", entries);
    // schedule: its caller's stack pointer is 32 above; sleeper: the frame pointer's and 16.
    orc(addresses, entries, 0, TEXT + 0x100, 32, sp, previousSp, -16, 0);
    orc(addresses, entries, 1, TEXT + 0x200, 16, 4, 0, 0, 0);
    orc(addresses, entries, 2, TEXT + 0x300, 0, 0, 0, 0, 0);
    KernelImage image = kernel.open();
    OrcUnwinder unwinder =
        new OrcUnwinder(image, OrcTables.find(image, CodeRanges.of(image)).orElseThrow());
    byte[] bytes = new byte[256];
    StackMemory wide = new StackMemory(0x1000, bytes, 8);
    put(bytes, 24, TEXT + 0x222);
    put(bytes, 16, 0x1000 + 64);
    put(bytes, 72, TEXT + 0x333);
    Unwinder.Place first = new Unwinder.Place(TEXT + 0x110, 0x1000, 0, true);
    Unwinder.Place second = unwinder.step(wide, first).caller().orElseThrow();
    assertThat(second).isEqualTo(new Unwinder.Place(TEXT + 0x222, 0x1020, 0x1040, true));
    Unwinder.Place third = unwinder.step(wide, second).caller().orElseThrow();
    assertThat(third).isEqualTo(new Unwinder.Place(TEXT + 0x333, 0x1050, 0x1040, true));
    assertThat(unwinder.step(wide, third)).isEqualTo(Unwinder.Step.end());
    Unwinder.Place outside = new Unwinder.Place(TEXT + 0x110, 0x5000, 0, true);
    assertThat(unwinder.step(wide, outside).problem().orElseThrow()).contains("0x5020");
  }

  private void orc(
      long addresses,
      long entries,
      int index,
      long function,
      int spOffset,
      int spRegister,
      int bpRegister,
      int bpOffset,
      int type)
      throws IOException {
    long place = addresses + 4L * index;
    kernel.number(place, function - place, 4);
    long entry = entries + 20L * index;
    kernel.set(entry, "orc_entry", "sp_offset", spOffset);
    kernel.set(entry, "orc_entry", "sp_reg", spRegister);
    kernel.set(entry, "orc_entry", "bp_reg", bpRegister);
    kernel.set(entry, "orc_entry", "bp_offset", bpOffset);
    kernel.set(entry, "orc_entry", "type", type);
  }

  private static void put(byte[] bytes, int at, long value) {
    for (int i = 0; i < 8; i++) {
      bytes[at + i] = (byte) (value >>> 8 * i);
    }
  }

  @Test
  void aRunningThreadHasItsRegistersElsewhere() throws Exception {
    kernel.set(task, "task_struct", "on_cpu", 1);
    KernelStack read = read();
    assertThat(read.frames()).isEmpty();
    assertThat(read.problem().orElseThrow()).contains("it runs");
    assertThat(list().problems()).isEmpty();
  }

  @Test
  void aStackThatIsNotThereIsTold() throws Exception {
    kernel.exclude(stack);
    kernel.exclude(stack + 4096);
    KernelStack read = read();
    assertThat(read.frames()).isEmpty();
    assertThat(read.problem()).isPresent();
    assertThat(list().problems()).hasSize(1);
  }
}
