package org.kexshot.kernel.namespace;

/**
 * A namespace that a process is in.
 *
 * @param kind as {@code /proc/PID/ns} names it, e.g. {@code net}
 * @param number inode number, as its link there shows it
 */
public record Namespace(String kind, long number) {
  /** As a record's, for which the runtime would first generate code: a tenth of a short command. */
  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + Long.hashCode(number);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Namespace namespace
        && namespace.number == number
        && namespace.kind.equals(kind);
  }

  @Override
  public String toString() {
    return "%s:[%d]".formatted(kind, number);
  }
}
