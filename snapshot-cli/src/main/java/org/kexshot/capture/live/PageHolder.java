package org.kexshot.capture.live;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.kexshot.io.ByteRegion;

/** Holds pages from when they are read until they are stored. */
@FunctionalInterface
public interface PageHolder {
  /** Bytes that are held, where nobody else reads them; closing it gives them up. */
  interface Held extends Closeable {
    ByteRegion bytes();
  }

  /**
   * Reads a stream to its end and holds it.
   *
   * @param name of the stream, for errors
   * @throws IOException if it cannot be read, or there is no room for it
   */
  Held hold(InputStream pages, String name) throws IOException;
}
