package org.kexshot.kernel.process;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/** Lists the threads of processes. */
public final class ThreadList {
  /** Threads, as {@code ps -L} lists them. */
  public static final ObjectKind<ProcessThread> KIND =
      ObjectKind.ofProcesses(
          "thread",
          "threads",
          "List the threads of processes, with --threads.",
          ThreadList::read,
          ProcessThread::title,
          List.of(
              column(
                  ">PID",
                  reference("pid", "process", row -> row.process().pid(), BOOT_IDENTITY, INDEXED)),
              column(">TID", number("tid", row -> row.thread().pid(), BOOT_IDENTITY, INDEXED)),
              column("S", text("state", row -> row.thread().state().letter(), VOLATILE)),
              meaning(
                  "for a second or longer where no signal reaches it",
                  text("stuck", row -> row.thread().stuck(), COMPARED)),
              column(
                  "PROCESS",
                  meaning(
                      "name of the process",
                      text("process", row -> row.process().comm(), IDENTITY))),
              column(
                  "THREAD",
                  text("name", row -> row.thread().comm(), IDENTITY, BOOT_COMPARED, INDEXED)),
              meaning(
                  "of its task_struct",
                  address("address", row -> row.thread().address(), BOOT_IDENTITY, INDEXED))));

  private ThreadList() {}

  /**
   * Reads the threads of processes, in the order of {@link TaskList}.
   *
   * @param wanted says by process id which processes
   * @throws IOException if the list cannot be found at all: symbols or types are missing
   */
  public static Listing<ProcessThread> read(KernelImage image, IntPredicate wanted)
      throws IOException {
    Listing<Task> processes = TaskList.read(image, wanted);
    return new Listing<>(
        processes.items().stream()
            .flatMap(task -> task.threads().stream().map(thread -> new ProcessThread(task, thread)))
            .toList(),
        processes.problems(),
        processes.whole());
  }
}
