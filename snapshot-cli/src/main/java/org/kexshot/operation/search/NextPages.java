package org.kexshot.operation.search;

import java.io.IOException;

/** Tells which page follows another one where the owner of both sees them. */
@FunctionalInterface
interface NextPages {
  long NONE = -1;

  /** The frame that follows, or {@link #NONE} if there is none, or if that cannot be told. */
  long after(long frame) throws IOException;
}
