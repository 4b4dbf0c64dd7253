package org.kexshot.kernel;

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

  private final char letter;

  TaskState(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }
}
