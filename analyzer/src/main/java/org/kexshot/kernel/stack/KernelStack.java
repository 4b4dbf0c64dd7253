package org.kexshot.kernel.stack;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
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
  private static final int MOST_CALLS = 6;

  public KernelStack {
    frames = List.copyOf(frames);
  }

  /** The thread with its innermost calls. */
  String title() {
    return "%d %s  %s".formatted(pid, comm, calls());
  }

  /** The innermost calls that are certain, without offsets, the callers behind. */
  String calls() {
    return frames.stream()
        .filter(StackFrame::certain)
        .limit(MOST_CALLS)
        .map(frame -> frame.function().replaceAll("\\+0x[0-9a-f]+", ""))
        .collect(Collectors.joining(" < "));
  }
}
