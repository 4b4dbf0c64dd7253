package org.kexshot.kernel.process;

/**
 * What a task is doing, with the letter that {@code /proc/PID/stat} shows; but a task that the
 * freezer holds, which {@code /proc} calls {@code D}, has a letter of its own. Source: {@code
 * include/linux/sched.h}, {@code fs/proc/array.c}.
 */
public enum TaskState {
  RUNNING('R'),
  SLEEPING('S'),
  DISK_SLEEP('D'),
  STOPPED('T'),
  TRACED('t'),
  DEAD('X'),
  ZOMBIE('Z'),
  PARKED('P'),
  IDLE('I'),
  /** Held by the freezer, as during a jump, and what it did before is not known. */
  FROZEN('F');

  /** {@code TASK_UNINTERRUPTIBLE | TASK_NOLOAD}. */
  private static final long IDLE_BITS = 0x402;

  private static final long RTLOCK_WAIT = 0x1000;

  /** Set while the freezer holds the task, as it does during a jump. */
  private static final long FROZEN_BIT = 0x8000;

  /** {@code TASK_REPORT}. */
  private static final long REPORTED = 0x7f;

  private final char letter;

  TaskState(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }

  /**
   * The state that {@code task_struct.__state} and {@code exit_state} say, as {@code
   * __task_state_index} in {@code include/linux/sched.h} puts them together.
   *
   * @param saved {@code task_struct.saved_state}, which keeps what a task did that was frozen as it
   *     slept since Linux 6.7, commit 8f0eed4a78a8; 0 if it does not
   */
  static TaskState of(long state, long saved, long exitState) {
    if ((state & FROZEN_BIT) != 0) {
      return saved == 0 ? FROZEN : of(saved & ~FROZEN_BIT, 0, exitState);
    }
    if ((state & RTLOCK_WAIT) != 0) {
      return DISK_SLEEP;
    }
    if ((state & IDLE_BITS) == IDLE_BITS) {
      return IDLE;
    }
    return switch (Long.numberOfTrailingZeros(Long.highestOneBit((state | exitState) & REPORTED))) {
      case 0 -> SLEEPING;
      case 1 -> DISK_SLEEP;
      case 2 -> STOPPED;
      case 3 -> TRACED;
      case 4 -> DEAD;
      case 5 -> ZOMBIE;
      case 6 -> PARKED;
      default -> RUNNING;
    };
  }
}
