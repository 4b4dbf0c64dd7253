package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.stack.KernelStack;
import org.kexshot.kernel.stack.KernelStackList;
import org.kexshot.kernel.stack.StackFrame;

/**
 * Looks for threads that run in the kernel only and are not marked as such: they have no memory of
 * their own, do not exit, and lack {@code PF_KTHREAD}. What the kernel starts as a process is so
 * for a moment, until it executes its program; its stack tells ({@code user_mode_thread} in {@code
 * kernel/fork.c}, since 5.19), and where that cannot be read, it is unknown what the thread is.
 * Cost: three reads a process.
 */
final class DisguisedThreads {
  /** {@code PF_EXITING}, {@code include/linux/sched.h}. */
  private static final long EXITING = 4;

  /** The functions that start a program: for the kernel's helpers, and for the first process. */
  private static final List<String> STARTERS =
      List.of("call_usermodehelper_exec_async", "kernel_init");

  /** Reads the stacks of a process's threads. */
  interface Stacks {
    List<KernelStack> of(Task process) throws IOException;
  }

  private final Inspection inspection;
  private final KernelImage image;
  private final Stacks stacks;

  DisguisedThreads(Inspection inspection) {
    this(
        inspection,
        process -> KernelStackList.read(inspection.image(), pid -> pid == process.tgid()).items());
  }

  DisguisedThreads(Inspection inspection, Stacks stacks) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.stacks = stacks;
  }

  /** Looks at processes. */
  void check(List<Task> tasks) {
    for (Task task : tasks) {
      inspection.attempt(
          "process " + task.pid(), () -> check(task, image.struct("task_struct", task.address())));
    }
  }

  private void check(Task task, KernelStruct leader) throws IOException {
    boolean disguised =
        !task.kernelThread()
            && leader.pointer("mm") == 0
            && leader.number("exit_state") == 0
            && (leader.number("flags") & EXITING) == 0;
    if (disguised && !isStarting(task)) {
      inspection
          .found()
          .accept(
              new Finding(
                  FindingType.DISGUISED_TASK,
                  "%s(%d)".formatted(task.comm(), task.pid()),
                  task.address(),
                  "runs in the kernel only",
                  "marked as a kernel thread",
                  false));
    }
  }

  /**
   * Whether it has a program to execute yet.
   *
   * @throws IOException if its stack does not tell
   */
  private boolean isStarting(Task task) throws IOException {
    List<KernelStack> all = stacks.of(task);
    if (all.stream().flatMap(stack -> stack.frames().stream()).anyMatch(this::startsProgram)) {
      return true;
    }
    if (all.stream().allMatch(stack -> stack.frames().isEmpty())) {
      throw new IOException(
          "it runs in the kernel only, and whether it is to be a user's process is unknown, for its"
              + " stack cannot be read: "
              + all.stream()
                  .flatMap(stack -> stack.problem().stream())
                  .findFirst()
                  .orElse("no thread of it is found"));
    }
    return false;
  }

  private boolean startsProgram(StackFrame frame) {
    return STARTERS.stream().anyMatch(frame.function()::startsWith);
  }
}
