package org.kexshot.io;

import java.io.EOFException;

/** A read that reaches beyond the end of a region: the file is shorter than its own tables say. */
public class TruncatedException extends EOFException {
  private static final long serialVersionUID = 1L;

  private final String resource;
  private final long offset;
  private final String detail;

  /**
   * @param resource the region's name
   * @param offset where the read began
   * @param wanted how many bytes it asked for
   * @param length the region's length
   */
  public TruncatedException(String resource, long offset, long wanted, long length) {
    this(
        resource, offset, "%d bytes expected, but the data ends at 0x%x".formatted(wanted, length));
  }

  private TruncatedException(String resource, long offset, String detail) {
    super("%s: offset 0x%x: %s".formatted(resource, offset, detail));
    this.resource = resource;
    this.offset = offset;
    this.detail = detail;
  }

  /** What was found and expected, without the place. */
  public String detail() {
    return detail;
  }

  /** The region's name. */
  public String resource() {
    return resource;
  }

  /** Where the read began. */
  public long offset() {
    return offset;
  }
}
