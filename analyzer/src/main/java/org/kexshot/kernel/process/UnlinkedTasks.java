package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.slab.SlabObjects;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kernel.structure.XArray;

/**
 * Finds tasks that are alive but on no list: in the table of PIDs, and among the objects in use of
 * the slab cache that tasks come from. A task that is being made, one that is dead and waits for
 * its last user, and the processors' idle tasks are on no list by right. Cost: that of {@link
 * SlabObjects}. Source: {@code kernel/fork.c}, {@code kernel/exit.c}, {@code kernel/pid.c}.
 */
final class UnlinkedTasks {
  /** {@code EXIT_DEAD}, {@code include/linux/sched.h}. */
  private static final long DEAD = 0x10;

  /** {@code TASK_NEW}. */
  private static final long NEW = 0x800;

  private final KernelImage image;
  private final Problems problems;
  private final Set<Long> known = new HashSet<>();
  private final Set<Integer> knownPids = new HashSet<>();
  private final Map<Long, KernelStruct> found = new LinkedHashMap<>();

  UnlinkedTasks(KernelImage image, Problems problems) {
    this.image = image;
    this.problems = problems;
  }

  /** Notes a task that is on a list. */
  void know(long address, int pid) {
    known.add(address);
    knownPids.add(pid);
  }

  /** Visits tasks that were not noted. */
  void forEach(TaskList.Visitor visitor) throws IOException {
    search();
    // A process before its threads, which come with it.
    visit(true, visitor);
    visit(false, visitor);
  }

  /** Visits the leaders of processes that were not noted; threads need not be. */
  void forEachProcess(TaskList.Visitor visitor) throws IOException {
    search();
    visit(true, visitor);
  }

  private void search() throws IOException {
    addIdleTasks();
    scanPidTable();
    scanSlabs();
  }

  private void visit(boolean leaders, TaskList.Visitor visitor) {
    for (KernelStruct task : found.values()) {
      try {
        if (leaders == (task.integer("pid") == task.integer("tgid"))) {
          visitor.visit(task);
        }
      } catch (IOException fault) {
        problems.add("hidden task at 0x%x: %s", task.address(), fault.getMessage());
      }
    }
  }

  private void addIdleTasks() throws IOException {
    known.add(image.symbols().require("init_task"));
    OptionalLong idle = image.symbols().findData("idle_threads");
    if (idle.isPresent()) {
      PerCpu processors = new PerCpu(image);
      for (int i = 0; i < processors.count(); i++) {
        known.add(image.memory().readPointer(processors.address(idle.getAsLong(), i)));
      }
    }
  }

  /** Since 4.15 (commit 95846ecf9dac) the PIDs of a namespace are in an {@code idr}. */
  private void scanPidTable() throws IOException {
    OptionalLong namespace = image.symbols().findData("init_pid_ns");
    if (namespace.isEmpty() || image.types().findStruct("pid").isEmpty()) {
      return;
    }
    KernelStruct pids = image.struct("pid_namespace", namespace.getAsLong());
    KernelStruct task = image.struct("task_struct", 0);
    if (!pids.has("idr") || !task.has("pid_links")) {
      return;
    }
    long link = task.member("pid_links").offset();
    LinkedNodes lists = new LinkedNodes(image.memory(), problems);
    new XArray(image, problems)
        .forEachOfIdr(
            "the table of PIDs",
            pids.embedded("idr"),
            (number, pid) ->
                lists.chain(
                    "the tasks of PID " + number,
                    image.struct("pid", pid).addressOf("tasks"),
                    node -> consider(image.struct("task_struct", node - link))));
  }

  private void scanSlabs() throws IOException {
    OptionalLong cache = image.symbols().findData("task_struct_cachep");
    if (cache.isPresent() && image.types().findStruct("kmem_cache").isPresent()) {
      long address = image.memory().readPointer(cache.getAsLong());
      new SlabObjects(image, problems)
          .forEach(
              image.struct("kmem_cache", address),
              object -> consider(image.struct("task_struct", object)));
    }
  }

  private void consider(KernelStruct task) throws IOException {
    if (known.contains(task.address()) || found.containsKey(task.address())) {
      return;
    }
    long state = task.number(task.has("__state") ? "__state" : "state");
    boolean alive = (task.number("exit_state") & DEAD) == 0 && (state & NEW) == 0;
    // A copy that fork has not finished, or has given up, still bears its parent's number.
    boolean ownNumber = !knownPids.contains(task.integer("pid"));
    if (alive && ownNumber && task.pointer("signal") != 0 && task.pointer("stack") != 0) {
      found.put(task.address(), task);
    }
  }
}
