package org.kexshot.qemu;

import java.io.IOException;

/** QEMU cannot be reached, refused what was asked of it, or did not answer in time. */
public final class QemuException extends IOException {
  private static final long serialVersionUID = 1L;

  public QemuException(String message) {
    super(message);
  }

  public QemuException(String message, Throwable cause) {
    super(message, cause);
  }
}
