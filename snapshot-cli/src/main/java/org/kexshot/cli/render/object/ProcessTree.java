package org.kexshot.cli.render.object;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.kernel.process.Task;

/**
 * Orders processes so that each comes behind its parent; damage cannot lead it round in a circle.
 */
public final class ProcessTree {
  private final Map<Integer, List<Task>> children = new HashMap<>();

  /** Processes in the tree's order, with how deep each is. */
  private final Map<Task, Integer> depths = new LinkedHashMap<>();

  public ProcessTree(List<Task> processes) {
    Map<Integer, Task> byPid = new HashMap<>();
    processes.forEach(task -> byPid.putIfAbsent(task.tgid(), task));
    for (Task task : processes) {
      children.computeIfAbsent(task.ppid(), parent -> new ArrayList<>()).add(task);
    }
    for (Task task : processes) {
      if (!byPid.containsKey(task.ppid()) || task.ppid() == task.tgid()) {
        add(task, 0);
      }
    }
    // What is its own ancestor, which no whole image has.
    processes.forEach(task -> add(task, 0));
  }

  private void add(Task task, int depth) {
    if (depths.putIfAbsent(task, depth) == null) {
      for (Task child : children.getOrDefault(task.tgid(), List.of())) {
        add(child, depth + 1);
      }
    }
  }

  public List<Task> processes() {
    return List.copyOf(depths.keySet());
  }

  public int depth(Task task) {
    return depths.get(task);
  }
}
