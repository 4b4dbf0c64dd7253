package org.kexshot.kernel.stack;

import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.process.TaskState;

/**
 * The kernel stack of a thread.
 *
 * @param pid thread id
 * @param tgid process id
 * @param comm the thread's name
 * @param state the thread's state
 * @param address kernel virtual address of its {@code task_struct}
 * @param frames innermost call first
 * @param problem why there are no frames, or not all
 */
public record KernelStack(
    int pid,
    int tgid,
    String comm,
    TaskState state,
    long address,
    List<StackFrame> frames,
    Optional<String> problem) {
  public KernelStack {
    frames = List.copyOf(frames);
  }
}
