package org.kexshot.format;

import java.io.IOException;

/**
 * A file that is not what a dump of its format must be. The message names the file, the offset,
 * what was found, what was expected and what to do.
 */
public class DumpFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final long offset;

  /**
   * @param resource the file or device, as the user named it
   * @param offset byte offset in it at which the fault lies
   * @param detail found, expected and what to do, in one sentence
   */
  public DumpFormatException(String resource, long offset, String detail) {
    super("%s: offset 0x%x: %s".formatted(resource, offset, detail));
    this.offset = offset;
  }

  /** Byte offset at which the fault lies. */
  public long offset() {
    return offset;
  }
}
