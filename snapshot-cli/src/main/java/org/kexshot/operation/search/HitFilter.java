package org.kexshot.operation.search;

import java.io.IOException;

/** Says which matches are wanted, by the place of their first byte in an image. */
@FunctionalInterface
interface HitFilter {
  /** Takes all. */
  HitFilter ALL = (frame, offset) -> true;

  /** Whether a match that begins there is wanted. */
  boolean accepts(long frame, int offset) throws IOException;
}
