package org.kexshot.kexec;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import org.kexshot.io.AtExit;
import org.kexshot.io.LockFile;

/**
 * The right to load an image, to jump, and to use what a jump leaves: the kernel has place for one
 * image, and the snapshot device for one dump. One process of the machine has it at a time, from
 * before the load until nothing is left that another could spoil.
 */
public final class JumpLock implements Closeable {
  private static final String FILE = "lock";

  private final LockFile file;
  private final AtExit end;
  private boolean ending;

  /** What is not to be cut in two by a signal. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  private JumpLock(LockFile file) {
    this.file = file;
    this.end = atExit(() -> {});
  }

  /**
   * Takes the lock.
   *
   * @param patience how long to wait for another holder
   * @throws JumpException {@link JumpException.Reason#NOT_ROOT}, or {@link
   *     JumpException.Reason#BUSY} if another process has it still
   */
  public static JumpLock take(Duration patience) throws IOException {
    Preconditions.requireRoot();
    try {
      return new JumpLock(LockFile.take(RunRecord.file(FILE), patience));
    } catch (LockFile.HeldException held) {
      throw new JumpException(
          JumpException.Reason.BUSY,
          held.getMessage()
              + ", which loads, unloads or takes a snapshot; wait until it is done, or give --wait",
          held);
    }
  }

  /**
   * Runs what leaves the machine as it found it only when it is run to its end, such as load, jump
   * and unload. A signal that ends the process meanwhile waits for that.
   *
   * @throws InterruptedIOException if the process is ending
   */
  public synchronized <T> T uncut(Work<T> work) throws IOException {
    check();
    if (ending) {
      throw new InterruptedIOException("ended by a signal");
    }
    return work.run();
  }

  /**
   * Registers what is to be done if a signal ends the process: behind {@link #uncut} work, and no
   * such work begins any more.
   */
  public AtExit atExit(AtExit.Action action) {
    return AtExit.run(
        () -> {
          synchronized (this) {
            ending = true;
            action.run();
          }
        });
  }

  /** Insists that the lock has not been given back. */
  void check() {
    file.check();
  }

  @Override
  public void close() throws IOException {
    end.close();
    file.close();
  }
}
