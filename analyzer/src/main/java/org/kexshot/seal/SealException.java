package org.kexshot.seal;

import java.io.IOException;

/**
 * A sealed file is not what was written with the key. The message names the place, not the file.
 */
public final class SealException extends IOException {
  private static final long serialVersionUID = 1L;

  SealException(String message) {
    super(message);
  }
}
