package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;
import static org.kexshot.cli.render.Field.objects;

import java.util.List;
import java.util.function.Function;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskState;
import org.kexshot.kernel.process.TaskThread;
import org.kexshot.kind.Listing;

/** Processes, with their threads in JSON. */
public final class ProcessTable {
  private static final ObjectTable<TaskThread> THREADS =
      new ObjectTable<>(
          "threads",
          List.of(
              member("pid", TaskThread::pid),
              member("name", TaskThread::comm),
              member("state", thread -> thread.state().letter())));

  public static final ObjectTable<Task> PROCESSES = table(Task::comm);

  private ProcessTable() {}

  private static ObjectTable<Task> table(Function<Task, String> nameCell) {
    return new ObjectTable<>(
        "processes",
        List.of(
            both(">PID", "pid", Task::pid),
            both(">PPID", "ppid", Task::ppid),
            both(">UID", "uid", Task::uid),
            both("S", "state", task -> task.state().letter()),
            column(">THREADS", task -> task.threads().size()),
            column("NAME", nameCell),
            member("name", Task::comm),
            column("COMMAND", ProcessTable::command),
            member("hidden", Task::hidden),
            member("kernelThread", Task::kernelThread),
            member("arguments", task -> task.argv().arguments()),
            member("argumentsProblem", task -> task.argv().problem()),
            member("startTimeNanos", Task::startTimeNanos),
            address(Task::address),
            objects("threads", Task::threads, THREADS)));
  }

  /** Processes below their parents, their names set in by how deep they are. */
  public static ImageView tree(Listing<Task> processes) {
    ProcessTree tree = new ProcessTree(processes.items());
    return table(task -> "  ".repeat(tree.depth(task)) + task.comm())
        .view(new Listing<>(tree.processes(), processes.problems()));
  }

  /**
   * As {@code ps} has it: kernel threads in brackets, and what has exited as defunct. A command
   * line that the image does not have is said to be unreadable.
   */
  static String command(Task task) {
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
