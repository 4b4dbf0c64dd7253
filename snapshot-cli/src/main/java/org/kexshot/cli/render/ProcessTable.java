package org.kexshot.cli.render;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;
import static org.kexshot.cli.render.Field.objects;

import java.util.List;
import org.kexshot.kernel.Task;
import org.kexshot.kernel.TaskState;
import org.kexshot.kernel.TaskThread;

/** Processes, with their threads in JSON. */
public final class ProcessTable {
  private static final ObjectTable<TaskThread> THREADS =
      new ObjectTable<>(
          "threads",
          List.of(
              member("pid", TaskThread::pid),
              member("name", TaskThread::comm),
              member("state", thread -> thread.state().letter())));

  public static final ObjectTable<Task> PROCESSES =
      new ObjectTable<>(
          "processes",
          List.of(
              both(">PID", "pid", Task::pid),
              both(">PPID", "ppid", Task::ppid),
              both(">UID", "uid", Task::uid),
              both("S", "state", task -> task.state().letter()),
              column(">THREADS", task -> task.threads().size()),
              both("NAME", "name", Task::comm),
              column("COMMAND", ProcessTable::command),
              member("hidden", Task::hidden),
              member("kernelThread", Task::kernelThread),
              member("arguments", task -> task.argv().arguments()),
              member("argumentsProblem", task -> task.argv().problem()),
              member("startTimeNanos", Task::startTimeNanos),
              address(Task::address),
              objects("threads", Task::threads, THREADS)));

  private ProcessTable() {}

  /**
   * As {@code ps} has it: kernel threads in brackets, and what has exited as defunct. A command
   * line that the image does not have is said to be unreadable.
   */
  private static String command(Task task) {
    return task.hidden() ? line(task) + " (hidden: on no list of tasks)" : line(task);
  }

  private static String line(Task task) {
    if (task.state() == TaskState.ZOMBIE) {
      return "[" + task.comm() + "] <defunct>";
    }
    if (task.kernelThread()) {
      return "[" + task.comm() + "]";
    }
    return task.argv().problem().isPresent() ? "(unreadable)" : task.argv().joined();
  }
}
