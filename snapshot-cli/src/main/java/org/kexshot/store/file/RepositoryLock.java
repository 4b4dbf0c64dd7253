package org.kexshot.store.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.kexshot.io.LockFile;

/** The right to write to a repository, held by one process at a time. */
public final class RepositoryLock implements Closeable {
  private final LockFile file;

  private RepositoryLock(LockFile file) {
    this.file = file;
  }

  /**
   * Takes the lock.
   *
   * @param patience how long to wait for another writer
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another has it
   *     still
   */
  public static RepositoryLock take(Path file, Duration patience) throws IOException {
    try {
      return new RepositoryLock(LockFile.take(file, patience));
    } catch (LockFile.HeldException held) {
      throw new RepositoryException(
          RepositoryException.Reason.LOCKED,
          held.getMessage()
              + ", which is writing to this repository; wait until it is done, or give --wait");
    }
  }

  /** Insists that the lock has not been given back. */
  public void check() {
    file.check();
  }

  @Override
  public void close() {
    file.close();
  }
}
