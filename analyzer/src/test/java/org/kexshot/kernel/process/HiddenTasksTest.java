package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;

/** A slab of four tasks, a task list, and a table of PIDs, which need not agree. */
class HiddenTasksTest {
  private static final int SLOT = 1024;
  private static final int SECRET = 0x5a5a_1234;
  private static final int SLAB_FLAG = 9;
  private static final int SLAB_FRAME = 0x700;
  private static final long FIRST = FakeKernel.PAGE_OFFSET + ((long) SLAB_FRAME << 12);

  private final FakeKernel kernel = new FakeKernel();
  private long init;
  private long cache;
  private long map;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("hlist_head", "first: *char")
        .define("hlist_node", "next: *hlist_node", "pprev: *char")
        .define("signal_struct", "thread_head: list_head")
        .define("cred", "euid: int")
        .define("xarray", "xa_head: *char")
        .define("xa_node", "shift: unsigned char", "slots: unsigned int[4]")
        .define("idr", "idr_rt: xarray", "idr_base: unsigned int")
        .define("pid_namespace", "idr: idr")
        .define("pid", "tasks: hlist_head[4]")
        .define(
            "task_struct",
            "stack: *char",
            "__state: unsigned int",
            "flags: unsigned int",
            "exit_state: int",
            "tasks: list_head",
            "thread_node: list_head",
            "pid_links: hlist_node[4]",
            "pid: int",
            "tgid: int",
            "real_parent: *char",
            "cred: *cred",
            "signal: *signal_struct",
            "start_boottime: long long",
            "comm: char[16]")
        .define("page", "flags: unsigned int", "_mapcount: int", "pad: unsigned int[6]")
        .define(
            "slab",
            "flags: unsigned int",
            "_mapcount: int",
            "slab_cache: *char",
            "freelist: *char",
            "objects: unsigned int")
        .define("kmem_cache_cpu", "freelist: *char", "slab: *char")
        .define(
            "kmem_cache",
            "cpu_slab: *char",
            "size: unsigned int",
            "object_size: unsigned int",
            "offset: unsigned int",
            "random: unsigned int",
            "name: *char");
    init = kernel.allocate("task_struct");
    kernel.symbol("init_task", init);
    map = kernel.allocate(0x1000 * 32 + 8192) + 4095 & -4096;
    kernel.info("NUMBER(PG_slab)=%d\n".formatted(SLAB_FLAG));
    layOutCache();
  }

  private void layOutCache() throws IOException {
    cache = kernel.allocate("kmem_cache");
    long pointer = kernel.allocate(4);
    kernel.number(pointer, cache, 4);
    kernel.symbol("task_struct_cachep", pointer);
    kernel.set(cache, "kmem_cache", "cpu_slab", kernel.allocate("kmem_cache_cpu"));
    kernel.set(cache, "kmem_cache", "size", SLOT);
    kernel.set(cache, "kmem_cache", "offset", 512);
    kernel.set(cache, "kmem_cache", "random", SECRET);
    long mapPointer = kernel.allocate(4);
    kernel.number(mapPointer, map, 4);
    kernel.info("SYMBOL(mem_map)=%x\n".formatted(mapPointer));
    kernel.number(map + 32L * SLAB_FRAME, 1 << SLAB_FLAG, 4);
    slab("slab_cache", cache);
    slab("objects", 4);
  }

  private void slab(String member, long value) throws IOException {
    kernel.set(map + 32L * SLAB_FRAME, "slab", member, value);
  }

  /** A pointer in a free object, as a hardened kernel stores it. */
  private void nextFree(long object, long next) {
    long place = object + 512;
    long swapped = Integer.toUnsignedLong(Integer.reverseBytes((int) place));
    kernel.number(place, next ^ SECRET ^ swapped, 4);
  }

  private long task(int slot, String comm, int pid) throws IOException {
    long task = FIRST + (long) slot * SLOT;
    kernel.bytes(task, new byte[SLOT]);
    kernel.set(task, "task_struct", "stack", FIRST);
    kernel.set(task, "task_struct", "pid", pid);
    kernel.set(task, "task_struct", "tgid", pid);
    kernel.set(task, "task_struct", "flags", 0x0020_0000);
    kernel.text(task, "task_struct", "comm", comm);
    long signal = kernel.allocate("signal_struct");
    kernel.set(task, "task_struct", "signal", signal);
    kernel.ring(signal, task + kernel.offset("task_struct", "thread_node"));
    return task;
  }

  private void list(long... tasks) throws IOException {
    long[] nodes = new long[tasks.length];
    for (int i = 0; i < tasks.length; i++) {
      nodes[i] = tasks[i] + kernel.offset("task_struct", "tasks");
    }
    kernel.ring(init + kernel.offset("task_struct", "tasks"), nodes);
  }

  @Test
  void aTaskInUseThatIsNotListedHides() throws Exception {
    list(task(0, "one", 1), task(1, "two", 2));
    task(2, "ghost", 66);
    // A freed task looks like one; the chain of free objects says that it is none.
    task(3, "was", 67);
    slab("freelist", FIRST + 3 * SLOT);
    nextFree(FIRST + 3 * SLOT, 0);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.problems()).isEmpty();
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one", "two", "ghost");
    assertThat(tasks.items()).extracting(Task::hidden).containsExactly(false, false, true);
  }

  @Test
  void whatIsAskedOfEveryProcessIsAskedOfThoseThatHideToo() throws Exception {
    list(task(0, "one", 1), task(1, "two", 2));
    long ghost = task(2, "ghost", 66);
    long thread = task(3, "thread", 67);
    kernel.set(thread, "task_struct", "tgid", 2);
    List<Long> visited = new ArrayList<>();
    Problems problems = new Problems();
    TaskList.forEachProcess(kernel.open(), problems, task -> visited.add(task.address()));
    assertThat(visited).containsExactly(FIRST, FIRST + SLOT, ghost);
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void whatAProcessorKeepsFreeIsFree() throws Exception {
    list(task(0, "one", 1));
    task(1, "was", 67);
    task(2, "was", 68);
    task(3, "was", 69);
    long own = kernel.allocate("kmem_cache_cpu");
    kernel.set(cache, "kmem_cache", "cpu_slab", own);
    kernel.set(own, "kmem_cache_cpu", "slab", map + 32L * SLAB_FRAME);
    kernel.set(own, "kmem_cache_cpu", "freelist", FIRST + 2 * SLOT);
    nextFree(FIRST + 2 * SLOT, FIRST + SLOT);
    nextFree(FIRST + SLOT, 0);
    slab("freelist", FIRST + 3 * SLOT);
    nextFree(FIRST + 3 * SLOT, 0);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.problems()).isEmpty();
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one");
  }

  @Test
  void deadAndUnfinishedTasksDoNotHide() throws Exception {
    list(task(0, "one", 1));
    kernel.set(task(1, "dead", 5), "task_struct", "exit_state", 0x10);
    kernel.set(task(2, "new", 6), "task_struct", "__state", 0x800);
    task(3, "copy of one", 1);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one");
  }

  @Test
  void aTaskThatOnlyTheTableOfPidsKnowsHides() throws Exception {
    list(task(0, "one", 1));
    slab("objects", 1);
    long ghost = task(2, "ghost", 2);
    long namespace = kernel.allocate("pid_namespace");
    kernel.symbol("init_pid_ns", namespace);
    long pid = kernel.allocate("pid");
    kernel.number(pid, ghost + kernel.offset("task_struct", "pid_links"), 4);
    long node = kernel.allocate("xa_node");
    kernel.set(namespace, "pid_namespace", "idr.idr_rt.xa_head", node | 2);
    kernel.number(node + kernel.offset("xa_node", "slots") + 8, pid, 4);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.problems()).isEmpty();
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one", "ghost");
  }

  @Test
  void aBrokenChainOfFreeObjectsIsTold() throws Exception {
    list(task(0, "one", 1));
    slab("objects", 2);
    task(1, "was", 9);
    slab("freelist", FIRST + SLOT);
    nextFree(FIRST + SLOT, 0xdead_beefL);
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one");
    assertThat(tasks.problems()).hasSize(1).first().asString().contains("0xdeadbeef");
  }

  @Test
  void descriptorsThatAreNotThereAreTold() throws Exception {
    list(task(0, "one", 1));
    for (long page = map; page < map + 0x1000 * 32; page += 4096) {
      kernel.exclude(page);
    }
    Listing<Task> tasks = TaskList.read(kernel.open());
    assertThat(tasks.items()).extracting(Task::comm).containsExactly("one");
    assertThat(tasks.problems()).isNotEmpty();
    assertThat(List.copyOf(tasks.problems()).get(0)).contains("descriptors of");
  }
}
