package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;

import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskThread;
import org.kexshot.kind.Listing;

/** Threads with the process that each is of. */
public final class ThreadTable {
  private record Row(Task process, TaskThread thread) {}

  private static final ObjectTable<Row> THREADS =
      new ObjectTable<>(
          "threads",
          List.of(
              both(">PID", "pid", row -> row.process().pid()),
              both(">TID", "tid", row -> row.thread().pid()),
              both("S", "state", row -> row.thread().state().letter()),
              both("PROCESS", "process", row -> row.process().comm()),
              both("THREAD", "name", row -> row.thread().comm()),
              address(row -> row.thread().address())));

  private ThreadTable() {}

  public static ImageView view(Listing<Task> processes) {
    List<Row> rows =
        processes.items().stream()
            .flatMap(task -> task.threads().stream().map(thread -> new Row(task, thread)))
            .toList();
    return THREADS.view(new Listing<>(rows, processes.problems()));
  }
}
