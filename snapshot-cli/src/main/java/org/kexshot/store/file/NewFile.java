package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A file on its way into a repository. It appears under its name only when it is whole and on the
 * disk; closing it before deletes it, and so does a signal that ends the process.
 */
public interface NewFile extends Closeable {
  /** Where it lies until it has its name. */
  Path temporary();

  /** Appends all of a buffer. */
  void write(ByteBuffer bytes) throws IOException;

  /** Appends zeros, which take no room on the disk. */
  void skip(long zeros) throws IOException;

  /**
   * Ends the writing of a file that gets no name, and opens it for reading. It is closed before the
   * file is.
   */
  StoredFile reread() throws IOException;

  /** Forces the contents to the disk and gives the file its name, then forces the name too. */
  void commit(Path name) throws IOException;
}
