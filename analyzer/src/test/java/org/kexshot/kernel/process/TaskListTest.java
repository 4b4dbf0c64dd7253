package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;
import org.kexshot.paging.PageTableBuilder;
import org.kexshot.paging.PagingForm;
import org.kexshot.symbols.SymbolException;

class TaskListTest {
  private static final long USER = 0x0804_8000;

  private final FakeKernel kernel = new FakeKernel();
  private long init;

  @BeforeEach
  void describeTasks() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("kuid_t", "val: unsigned int")
        .define("atomic_long_t", "counter: int")
        .define("mm_rss_stat", "count: atomic_long_t[4]")
        .define(
            "cred",
            "uid: kuid_t",
            "euid: kuid_t",
            "suid: kuid_t",
            "fsuid: kuid_t",
            "gid: kuid_t",
            "egid: kuid_t",
            "sgid: kuid_t",
            "fsgid: kuid_t",
            "group_info: *char",
            "cap_permitted: unsigned long long",
            "cap_effective: unsigned long long",
            "cap_bset: unsigned long long")
        .define(
            "mm_struct",
            "pgd: *char",
            "rss_stat: mm_rss_stat",
            "arg_start: unsigned int",
            "arg_end: unsigned int",
            "env_end: unsigned int")
        .define("signal_struct", "thread_head: list_head")
        .define(
            "task_struct",
            "__state: unsigned int",
            "flags: unsigned int",
            "exit_state: int",
            "tasks: list_head",
            "thread_node: list_head",
            "pid: int",
            "tgid: int",
            "real_parent: *char",
            "cred: *cred",
            "mm: *mm_struct",
            "signal: *signal_struct",
            "start_boottime: long long",
            "comm: char[16]");
    init = task("swapper", 0);
    kernel.symbol("init_task", init);
  }

  private long task(String comm, int pid) throws IOException {
    long task = kernel.allocateOnOwnPage("task_struct");
    kernel.set(task, "task_struct", "pid", pid);
    kernel.set(task, "task_struct", "tgid", pid);
    kernel.text(task, "task_struct", "comm", comm);
    kernel.set(task, "task_struct", "start_boottime", 1_000L * pid);
    kernel.set(task, "task_struct", "flags", 0x0020_0000);
    long signal = kernel.allocate("signal_struct");
    kernel.set(task, "task_struct", "signal", signal);
    kernel.ring(signal, node(task, "thread_node"));
    return task;
  }

  private long node(long task, String member) throws IOException {
    return task + kernel.offset("task_struct", member);
  }

  private void list(long... tasks) throws IOException {
    long[] nodes = new long[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      nodes[i] = node(tasks[i], "tasks");
    }
    kernel.ring(node(init, "tasks"), nodes);
  }

  @Test
  void readsWhatTheTaskListNames() throws Exception {
    long one = task("init", 1);
    long two = task("worker", 2);
    long thread = task("worker/b", 3);
    list(one, two);
    kernel.set(two, "task_struct", "__state", 0x402);
    kernel.ring(kernelSignal(two), node(two, "thread_node"), node(thread, "thread_node"));

    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.problems()).isEmpty();
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("init", "worker");
    Task worker = tasks.items().get(1);
    assertThat(worker.address()).isEqualTo(two);
    assertThat(worker.state()).isEqualTo(TaskState.IDLE);
    assertThat(worker.startTimeNanos()).isEqualTo(2_000);
    assertThat(worker.kernelThread()).isTrue();
    assertThat(worker.threads()).extracting(TaskThread::comm).containsExactly("worker", "worker/b");
  }

  private long kernelSignal(long task) throws IOException {
    byte[] bytes = new byte[4];
    kernel.physical().read(node(task, "signal") - FakeKernel.PAGE_OFFSET, bytes, 0, 4);
    return (bytes[0] & 0xffL)
        | (bytes[1] & 0xffL) << 8
        | (bytes[2] & 0xffL) << 16
        | (bytes[3] & 0xffL) << 24;
  }

  @Test
  void aPartThatIsNotInTheImageCostsOnlyWhatItTells() throws Exception {
    long one = task("one", 1);
    long cred = kernel.allocateOnOwnPage("cred");
    long mm = kernel.allocateOnOwnPage("mm_struct");
    kernel.set(one, "task_struct", "cred", cred);
    kernel.set(one, "task_struct", "mm", mm);
    kernel.set(one, "task_struct", "flags", 0);
    list(one);
    kernel.exclude(cred);
    kernel.exclude(mm);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items())
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.comm()).isEqualTo("one");
              assertThat(task.uid()).isEqualTo(Task.UNKNOWN);
              assertThat(task.realUid()).isEqualTo(Task.UNKNOWN);
              assertThat(task.resident()).isEmpty();
              assertThat(task.argv().problem()).isPresent();
            });
    assertThat(tasks.problems())
        .hasSize(3)
        .anyMatch(problem -> problem.startsWith("the user of process 1: "))
        .anyMatch(problem -> problem.startsWith("resident pages of process 1: "))
        .anyMatch(problem -> problem.startsWith("the command line of process 1: "));
  }

  @Fault("Where per-cpu memory is not in the image, no process is listed")
  @Test
  void processesAreListedWhereProcessorsAreUnknown() throws Exception {
    kernel.symbol("__per_cpu_offset", 0xc0f0_0000L).symbol("nr_cpu_ids", 0xc0f0_1000L);
    list(task("one", 1));
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).singleElement().satisfies(this::hasNoResidentPages);
    assertThat(tasks.problems())
        .anyMatch(problem -> problem.startsWith("resident pages of processes: "));
  }

  private void hasNoResidentPages(Task task) {
    assertThat(task.comm()).isEqualTo("one");
    assertThat(task.resident()).isEmpty();
  }

  @Test
  void aListCutByAnExcludedPageEndsWithWhatWasRead() throws Exception {
    long one = task("one", 1);
    long two = task("two", 2);
    long three = task("three", 3);
    list(one, two, three);
    kernel.exclude(two);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one");
    assertThat(tasks.problems())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains("the task list breaks off after 2"))
        .allSatisfy(problem -> assertThat(problem).contains("0x%x".formatted(two >> 12)));
  }

  @Test
  void aListThatBitesItsTailEnds() throws Exception {
    long one = task("one", 1);
    long two = task("two", 2);
    list(one, two);
    kernel.number(node(two, "tasks"), node(one, "tasks"), 4);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one", "two");
    assertThat(tasks.problems()).hasSize(1).first().asString().contains("runs in a circle");
  }

  @Test
  void aNullPointerIsADamage() throws Exception {
    long one = task("one", 1);
    list(one);
    kernel.number(node(one, "tasks"), 0, 4);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).hasSize(1);
    assertThat(tasks.problems()).hasSize(1).first().asString().contains("null pointer");
  }

  @Test
  void argumentsComeFromTheProcessesOwnMemory() throws Exception {
    long one = task("cat", 7);
    list(one);
    kernel.set(one, "task_struct", "flags", 0);
    long mm = kernel.allocate("mm_struct");
    long pgd = FakeKernel.PAGE_OFFSET + 0xc0_0000;
    PageTableBuilder tables =
        new PageTableBuilder(kernel.physical(), PagingForm.I386, pgd - FakeKernel.PAGE_OFFSET);
    tables.map(USER, 0xd0_0000, 0);
    byte[] arguments = "cat\0-n\0\0last\0".getBytes(StandardCharsets.US_ASCII);
    kernel.physical().write(0xd0_0ffa, "cat\0-n".getBytes(StandardCharsets.US_ASCII));
    kernel.set(one, "task_struct", "mm", mm);
    kernel.set(mm, "mm_struct", "pgd", pgd);
    kernel.set(mm, "mm_struct", "arg_start", USER + 0xffa);
    kernel.set(mm, "mm_struct", "arg_end", USER + 0xffa + arguments.length);
    kernel.set(mm, "mm_struct", "env_end", USER + 0xffa + arguments.length);

    Argv absent = TaskList.read(kernel.open()).items().get(0).argv();
    assertThat(absent.arguments()).containsExactly("cat", "-n");
    assertThat(absent.problem().orElseThrow())
        .contains("virtual of process 7 address 0x8049000")
        .contains("not mapped");
    assertThat(TaskList.read(kernel.open()).items().get(0).shownCommand())
        .isEqualTo("cat -n ... (" + absent.problem().orElseThrow() + ")");

    tables.setEntry(USER + 0x1000, 0, 0x1234_0004);
    Argv swapped = TaskList.read(kernel.open()).items().get(0).argv();
    assertThat(swapped.problem().orElseThrow()).contains("swapped out");

    tables.map(USER + 0x1000, 0xd0_2000, 0);
    kernel.physical().write(0xd0_2000, "\0\0last\0".getBytes(StandardCharsets.US_ASCII));
    Argv whole = TaskList.read(kernel.open()).items().get(0).argv();
    assertThat(whole).isEqualTo(Argv.of(List.of("cat", "-n", "", "last")));
  }

  @Fault("Users and groups above 2^31 are negative")
  @Test
  void aUserAboveTwoToThe31IsNotNegative() throws Exception {
    long one = task("one", 1);
    long cred = kernel.allocate("cred");
    kernel.set(cred, "cred", "euid.val", 0xffff_fffeL);
    kernel.set(one, "task_struct", "cred", cred);
    list(one);
    assertThat(TaskList.read(kernel.open()).items().get(0).uid()).isEqualTo(4_294_967_294L);
  }

  @Test
  void theRealUserIsToldFromTheEffectiveOne() throws Exception {
    long one = task("passwd", 1);
    long cred = kernel.allocate("cred");
    kernel.set(cred, "cred", "uid.val", 1000);
    kernel.set(one, "task_struct", "cred", cred);
    list(one);
    Task task = TaskList.read(kernel.open()).items().get(0);
    assertThat(task.uid()).isZero();
    assertThat(task.realUid()).isEqualTo(1000);
  }

  /** What is swapped out is the third counter; one that a processor still owes counts as none. */
  @Test
  void residentPagesAreThoseInMemory() throws Exception {
    long one = task("one", 1);
    long mm = kernel.allocate("mm_struct");
    long counters = mm + kernel.offset("mm_struct", "rss_stat");
    for (int kind = 0; kind < 4; kind++) {
      kernel.number(counters + 4 * kind, kind == 3 ? -1 : 100 << kind, 4);
    }
    kernel.set(one, "task_struct", "mm", mm);
    kernel.set(one, "task_struct", "flags", 0);
    list(one);
    assertThat(TaskList.read(kernel.open()).items().get(0).resident())
        .hasValueSatisfying(resident -> assertThat(resident.pages()).isEqualTo(300));
  }

  @Test
  void withoutTheSymbolNothingIsInvented() throws Exception {
    FakeKernel empty = new FakeKernel();
    assertThatThrownBy(() -> TaskList.read(empty.open()))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("init_task");
  }
}
