package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** A process and its parent, with what is told of a process beside its names and numbers. */
class ProcessFactsTest {
  private static final long MINUTES = 60_000_000_000L;
  private static final int UNINTERRUPTIBLE = 2;
  private static final int FROZEN = 0x8000;

  private final FakeKernel kernel = new FakeKernel();
  private long parent;
  private long task;

  private void layOut(String rss) throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("kuid_t", "val: unsigned int")
        .define("ns_common", "inum: unsigned int")
        .define("user_namespace", "ns: ns_common")
        .define("net", "ns: ns_common")
        .define("nsproxy", "net_ns: *net")
        .define("pid_namespace", "ns: ns_common")
        .define("upid", "nr: int", "ns: *pid_namespace")
        .define("pid", "level: unsigned int", "numbers: upid[2]")
        .define("group_info", "ngroups: int", "gid: int[2]")
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
            "group_info: *group_info",
            "user_ns: *user_namespace",
            "cap_permitted: long long",
            "cap_effective: long long",
            "cap_bset: long long")
        .define("atomic_long_t", "counter: int")
        .define("mm_rss_stat", "count: atomic_long_t[4]")
        .define("task_rss_stat", "events: int", "count: int[4]")
        .define("percpu_counter", "count: long long", "counters: *char")
        .define(
            "mm_struct",
            "pgd: *char",
            "arg_start: unsigned int",
            "arg_end: unsigned int",
            "env_end: unsigned int",
            "rss_stat: " + rss)
        .define("signal_struct", "thread_head: list_head")
        .define("sched_entity", "exec_start: long long")
        .define("rq", "clock: long long", "clock_task: long long");
    kernel.define("parent_task", members("char"));
    kernel.define("task_struct", members("parent_task"));
    long init = task(0, 0);
    kernel.symbol("init_task", init);
    parent = task(1, 0);
    task = task(7, parent);
    kernel.ring(node(init, "tasks"), node(parent, "tasks"), node(task, "tasks"));
    long queue = kernel.allocateOnOwnPage("rq");
    kernel.symbol("runqueues", queue);
    kernel.set(queue, "rq", "clock_task", 9 * MINUTES);
    share("nsproxy", namespaces(10));
    share("thread_pid", pid(0, 20));
    share("cred", rights(30));
  }

  /**
   * Members of a task.
   *
   * @param parent type of its parent, which is described before
   */
  private static String[] members(String parent) {
    return new String[] {
      "__state: unsigned int",
      "saved_state: unsigned int",
      "flags: unsigned int",
      "exit_state: int",
      "se: sched_entity",
      "tasks: list_head",
      "thread_node: list_head",
      "pid: int",
      "tgid: int",
      "real_parent: *" + parent,
      "thread_pid: *pid",
      "nsproxy: *nsproxy",
      "cred: *cred",
      "mm: *mm_struct",
      "rss_stat: task_rss_stat",
      "signal: *signal_struct",
      "start_boottime: long long",
      "comm: char[16]",
    };
  }

  private long task(int pid, long of) throws IOException {
    long made = kernel.allocateOnOwnPage("task_struct");
    kernel.set(made, "task_struct", "pid", pid);
    kernel.set(made, "task_struct", "tgid", pid);
    kernel.set(made, "task_struct", "real_parent", of);
    long signal = kernel.allocate("signal_struct");
    kernel.set(made, "task_struct", "signal", signal);
    kernel.ring(signal, node(made, "thread_node"));
    return made;
  }

  private long node(long of, String member) throws IOException {
    return of + kernel.offset("task_struct", member);
  }

  private void share(String member, long what) throws IOException {
    kernel.set(parent, "task_struct", member, what);
    kernel.set(task, "task_struct", member, what);
  }

  private long namespaces(int number) throws IOException {
    long net = kernel.allocate("net");
    kernel.set(net, "net", "ns.inum", number);
    long proxy = kernel.allocate("nsproxy");
    kernel.set(proxy, "nsproxy", "net_ns", net);
    return proxy;
  }

  private long pid(int level, int number) throws IOException {
    long namespace = kernel.allocate("pid_namespace");
    kernel.set(namespace, "pid_namespace", "ns.inum", number);
    long pid = kernel.allocate("pid");
    kernel.set(pid, "pid", "level", level);
    long own = pid + kernel.offset("pid", "numbers") + 8L * level;
    kernel.set(own, "upid", "ns", namespace);
    return pid;
  }

  private long rights(int userNamespace) throws IOException {
    long namespace = kernel.allocate("user_namespace");
    kernel.set(namespace, "user_namespace", "ns.inum", userNamespace);
    long cred = kernel.allocateOnOwnPage("cred");
    kernel.set(cred, "cred", "user_ns", namespace);
    return cred;
  }

  private Task read() throws IOException {
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.problems()).isEmpty();
    return tasks.items().get(1);
  }

  private long memory() throws IOException {
    long mm = kernel.allocateOnOwnPage("mm_struct");
    kernel.set(task, "task_struct", "mm", mm);
    return mm;
  }

  @Test
  void pagesThatThreadsHaveNotYetAddedCountToo() throws Exception {
    layOut("mm_rss_stat");
    assertThat(read().resident()).isEmpty();
    long counts = memory() + kernel.offset("mm_struct", "rss_stat");
    for (int i = 0; i < 4; i++) {
      kernel.number(counts + 4L * i, 100 + i, 4);
    }
    long held = task + kernel.offset("task_struct", "rss_stat.count");
    kernel.number(held + 4, 7, 4);
    kernel.number(held + 12, -200, 4);
    assertThat(read().resident()).contains(new ResidentMemory(100, 108, 0));
  }

  @Test
  void sinceLinux62EachProcessorHasAShare() throws Exception {
    layOut("percpu_counter[4]");
    long mm = memory() + kernel.offset("mm_struct", "rss_stat");
    long share = kernel.allocate(4);
    kernel.number(share, -3, 4);
    for (int i = 0; i < 4; i++) {
      kernel.set(mm + 12L * i, "percpu_counter", "count", 50 + i);
      kernel.set(mm + 12L * i, "percpu_counter", "counters", share);
    }
    assertThat(read().resident()).contains(new ResidentMemory(47, 48, 50));
  }

  private Optional<Boolean> stuck(int state, int saved, long since) throws IOException {
    kernel.set(task, "task_struct", "__state", state);
    kernel.set(task, "task_struct", "saved_state", saved);
    kernel.set(task, "task_struct", "se.exec_start", 9 * MINUTES - since);
    return read().threads().get(0).stuck();
  }

  @Test
  void whoWaitsLongWithoutHearingSignalsIsStuck() throws Exception {
    layOut("mm_rss_stat");
    assertThat(stuck(UNINTERRUPTIBLE, 0, MINUTES)).contains(true);
    assertThat(stuck(UNINTERRUPTIBLE, 0, 2_000_000)).contains(false);
    assertThat(stuck(1, 0, MINUTES)).contains(false);
  }

  @Fault("Tasks that a jump froze are said to wait for a disk")
  @Test
  void whatAFrozenTaskDidIsKnownWhereTheKernelKeptIt() throws Exception {
    layOut("mm_rss_stat");
    assertThat(stuck(FROZEN, 0, MINUTES)).isEmpty();
    assertThat(read().state()).isEqualTo(TaskState.FROZEN);
    assertThat(stuck(FROZEN, UNINTERRUPTIBLE, MINUTES)).contains(true);
  }

  private String own() throws IOException {
    return read().ownNamespaces().orElseThrow().toString();
  }

  @Test
  void namespacesOfOnesOwnAreThoseThatTheParentIsNotIn() throws Exception {
    layOut("mm_rss_stat");
    assertThat(own()).isEqualTo("[]");
    kernel.set(task, "task_struct", "thread_pid", pid(1, 21));
    assertThat(own()).isEqualTo("[pid:[21]]");
    kernel.set(task, "task_struct", "cred", rights(31));
    kernel.set(task, "task_struct", "nsproxy", namespaces(11));
    assertThat(own()).isEqualTo("[net:[11], pid:[21], user:[31]]");
  }

  @Test
  void rightsAreThoseOfTheStatusFile() throws Exception {
    layOut("mm_rss_stat");
    long cred = rights(30);
    kernel.set(task, "task_struct", "cred", cred);
    kernel.set(cred, "cred", "uid.val", 1000);
    kernel.set(cred, "cred", "fsuid.val", 1001);
    kernel.set(cred, "cred", "egid.val", 50);
    kernel.set(cred, "cred", "cap_effective", 0x3000);
    assertThat(read().credentials())
        .hasValueSatisfying(
            rights -> {
              assertThat(rights.uid()).isEqualTo(1000);
              assertThat(rights.fsuid()).isEqualTo(1001);
              assertThat(rights.egid()).isEqualTo(50);
              assertThat(rights.effective()).isEqualTo(0x3000);
            });
  }
}
