package org.kexshot.kernel.process;

/**
 * What a task is doing, with the letter that {@code /proc/PID/stat} shows. Source: {@code
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
  IDLE('I');

  /** {@code TASK_UNINTERRUPTIBLE | TASK_NOLOAD}. */
  private static final long IDLE_BITS = 0x402;

  private static final long RTLOCK_WAIT = 0x1000;

  /** Set while the freezer holds the task, as it does during a jump. */
  private static final long FROZEN = 0x8000;

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
   */
  static TaskState of(long state, long exitState) {
    if ((state & (RTLOCK_WAIT | FROZEN)) != 0) {
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
