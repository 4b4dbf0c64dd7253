package org.kexshot.linux;

import java.io.IOException;

/** A system call that failed: its name, its arguments and what {@code errno} says. */
public class SystemCallException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public SystemCallException(String call, int errno, String reason) {
    super("%s: %s (errno %d)".formatted(call, reason, errno));
    this.errno = errno;
  }

  public int errno() {
    return errno;
  }
}
