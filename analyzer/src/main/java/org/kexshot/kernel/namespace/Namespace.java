package org.kexshot.kernel.namespace;

/**
 * A namespace that a process is in.
 *
 * @param kind as {@code /proc/PID/ns} names it, e.g. {@code net}
 * @param number inode number, as its link there shows it
 */
public record Namespace(String kind, long number) {
  @Override
  public String toString() {
    return "%s:[%d]".formatted(kind, number);
  }
}
