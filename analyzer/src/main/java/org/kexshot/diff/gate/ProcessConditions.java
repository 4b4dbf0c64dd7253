package org.kexshot.diff.gate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.address.Page;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.process.OpenFile;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.ResidentMemory;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;

/** Conditions on processes; threads of the kernel's own come and go as it likes, and are none. */
final class ProcessConditions {
  private static final long ROOT = 0;

  /** Pages below which a process's growth says nothing. */
  private static final long FLOOR = (4 << 20) / Page.SIZE;

  private ProcessConditions() {}

  static void cameOrWent(Evidence evidence, long none, Judgement judged) {
    tell(evidence.came(TaskList.KIND), "came", judged);
    tell(evidence.went(TaskList.KIND), "went", judged);
    judged.unknown(evidence.missing(TaskList.KIND));
  }

  private static void tell(List<Task> processes, String what, Judgement judged) {
    processes.stream()
        .filter(task -> !task.kernelThread())
        .forEach(task -> judged.violated("process %s %s", named(task), what));
  }

  private static String named(Task task) {
    return TaskList.KIND.title().apply(task);
  }

  static void setUserId(Evidence evidence, long none, Judgement judged) {
    evidence.came(TaskList.KIND).stream()
        .filter(ProcessConditions::isSetUserId)
        .forEach(task -> judged.violated("process %s came, %s", named(task), users(task)));
    for (ObjectDifference.Change<Task> change : evidence.of(TaskList.KIND).changed()) {
      if (gainedRoot(change.before(), change.after())) {
        judged.violated(
            "process %s: %s, before %s",
            named(change.after()), users(change.after()), users(change.before()));
      }
    }
    judged.unknown(evidence.unread(TaskList.KIND));
  }

  private static boolean isSetUserId(Task task) {
    return task.uid() == ROOT && task.realUid() != ROOT && task.realUid() != Task.UNKNOWN;
  }

  /** Whether it runs as root, or began to for another user, and did not before. */
  private static boolean gainedRoot(Task before, Task after) {
    boolean became = after.uid() == ROOT && before.uid() != ROOT && before.uid() != Task.UNKNOWN;
    return became || isSetUserId(after) && !isSetUserId(before);
  }

  private static String users(Task task) {
    return "user %d, real user %d".formatted(task.uid(), task.realUid());
  }

  static void growth(Evidence evidence, long percent, Judgement judged) {
    for (ObjectDifference.Change<Task> pair : evidence.pairs(TaskList.KIND)) {
      Optional<Long> known = pair.before().resident().map(ResidentMemory::pages);
      long after = pair.after().resident().map(ResidentMemory::pages).orElse(0L);
      long before = known.orElse(after);
      if (after >= FLOOR && Growth.exceeds(before, after, percent)) {
        judged.violated(
            "process %s: %d KiB -> %d KiB of memory",
            named(pair.after()), before * Page.SIZE >> 10, after * Page.SIZE >> 10);
      }
    }
    judged.unknown(evidence.unread(TaskList.KIND));
  }

  static void openFiles(Evidence evidence, long most, Judgement judged) {
    Map<Integer, String> names = new HashMap<>();
    Map<Integer, Integer> growth = new HashMap<>();
    ObjectDifference<OpenFile> files = evidence.of(OpenFileList.KIND);
    for (OpenFile file : files.appeared()) {
      growth.merge(file.pid(), 1, Integer::sum);
      names.put(file.pid(), file.comm());
    }
    files.vanished().forEach(file -> growth.merge(file.pid(), -1, Integer::sum));
    Set<Integer> others = comings(evidence);
    growth.forEach(
        (pid, more) -> {
          if (more > most && !others.contains(pid)) {
            judged.violated("process %d %s: %d more open files", pid, names.get(pid), more);
          }
        });
    judged.unknown(evidence.missing(OpenFileList.KIND));
    judged.unknown(evidence.missing(TaskList.KIND));
  }

  /** Processes that did not exist before, the snapshots' own too. */
  private static Set<Integer> comings(Evidence evidence) {
    Set<Integer> pids = new HashSet<>();
    evidence.of(TaskList.KIND).appeared().forEach(task -> pids.add(task.tgid()));
    return pids;
  }
}
