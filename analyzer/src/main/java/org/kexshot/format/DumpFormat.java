package org.kexshot.format;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.io.ByteRegion;

/**
 * A format of files that hold an image, told by their content. Each package of a format has a class
 * of it, and {@code format.open} lists them. A class and no record of functions: the capture agent
 * opens a dump while A stands still, and would have to make each function's class first.
 */
public interface DumpFormat {
  /** As it stands before "file", e.g. {@code "kdump-compressed"}. */
  String name();

  /** Whether the region begins as such a file does. */
  boolean recognizes(ByteRegion region) throws IOException;

  /**
   * Opens such a file. Where it has no VMCOREINFO note, that is looked for in memory, which reads
   * all pages once.
   *
   * @param source closed with the dump; not closed if this throws
   * @throws DumpFormatException if the file is corrupt
   */
  Dump open(ByteRegion region, Closeable source) throws IOException;
}
