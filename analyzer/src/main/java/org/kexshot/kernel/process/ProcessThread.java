package org.kexshot.kernel.process;

/**
 * A thread with the process that it belongs to.
 *
 * @param process its thread group
 * @param thread one of the group's threads
 */
public record ProcessThread(Task process, TaskThread thread) {
  /** Thread id, name and process. */
  String title() {
    return "%d  %s  of %d %s".formatted(thread.pid(), thread.comm(), process.pid(), process.comm());
  }
}
