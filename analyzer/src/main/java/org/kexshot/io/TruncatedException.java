package org.kexshot.io;

import java.io.EOFException;

/** A read that reaches beyond the end of a region: the file is shorter than its own tables say. */
public class TruncatedException extends EOFException {
  private static final long serialVersionUID = 1L;

  private final String resource;
  private final long offset;

  /**
   * @param resource the region's name
   * @param offset where the read began
   * @param wanted how many bytes it asked for
   * @param length the region's length
   */
  public TruncatedException(String resource, long offset, long wanted, long length) {
    super(
        "%s: offset 0x%x: %d bytes expected, but the data ends at 0x%x"
            .formatted(resource, offset, wanted, length));
    this.resource = resource;
    this.offset = offset;
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
