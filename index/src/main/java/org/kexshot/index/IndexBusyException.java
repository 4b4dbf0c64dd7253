package org.kexshot.index;

import java.io.IOException;

/** Another process is writing to the index. */
public class IndexBusyException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param cause Lucene's
   */
  public IndexBusyException(IOException cause) {
    super("another process is writing to the search index", cause);
  }
}
