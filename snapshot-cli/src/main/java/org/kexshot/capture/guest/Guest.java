package org.kexshot.capture.guest;

import java.io.Closeable;
import java.io.IOException;

/** A virtual machine of this host, whose memory is taken from outside. */
public interface Guest extends Closeable {
  /** Where a guest is. */
  @FunctionalInterface
  interface Address {
    /** Reaches it. */
    Guest connect() throws IOException;
  }

  /** Bytes of RAM. It is told at any time, also while the memory is being written. */
  long memoryBytes() throws IOException;

  /** What it is called, as a user names it. */
  String name();

  /**
   * Has its memory be written, as an ELF core. The guest stands still until all of it was read from
   * the stream, or the stream is closed.
   */
  MemoryStream takeMemory() throws IOException;
}
