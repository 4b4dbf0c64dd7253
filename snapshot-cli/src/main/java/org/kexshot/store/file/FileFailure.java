package org.kexshot.store.file;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** Failures of an open file, with its name. */
final class FileFailure {
  private FileFailure() {}

  /**
   * The failure as it is to be thrown.
   *
   * @param what could not be done with the file, a participle
   */
  static IOException of(Path file, String what, IOException failure) {
    if (failure instanceof ClosedChannelException
        || failure instanceof FileSystemException
        || failure instanceof RepositoryException) {
      return failure;
    }
    return new IOException(
        "%s: cannot be %s: %s".formatted(file, what, failure.getMessage()), failure);
  }
}
