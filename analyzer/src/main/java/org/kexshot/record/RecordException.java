package org.kexshot.record;

import java.io.IOException;

/** What cannot be written as bytes, or bytes that were not written so. */
public final class RecordException extends IOException {
  private static final long serialVersionUID = 1;

  RecordException(String message) {
    super(message);
  }

  RecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
