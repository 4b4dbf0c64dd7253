package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.stack.KernelStackList;

/**
 * Looks for threads that run in the kernel only and are not marked as such: they have no memory of
 * their own, do not exit, and lack {@code PF_KTHREAD}. What the kernel starts as a process is so
 * for a moment, until it executes its program; its stack tells ({@code user_mode_thread} in {@code
 * kernel/fork.c}, since 5.19). Cost: three reads a process.
 */
final class DisguisedThreads {
  /** {@code PF_EXITING}, {@code include/linux/sched.h}. */
  private static final long EXITING = 4;

  /** The functions that start a program: for the kernel's helpers, and for the first process. */
  private static final List<String> STARTERS =
      List.of("call_usermodehelper_exec_async", "kernel_init");

  private final Inspection inspection;
  private final KernelImage image;

  DisguisedThreads(Inspection inspection) {
    this.inspection = inspection;
    this.image = inspection.image();
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

  private boolean isStarting(Task task) {
    try {
      return KernelStackList.read(image, pid -> pid == task.tgid()).items().stream()
          .flatMap(stack -> stack.frames().stream())
          .anyMatch(frame -> STARTERS.stream().anyMatch(frame.function()::startsWith));
    } catch (IOException unknown) {
      return false;
    }
  }
}
