package org.kexshot.linux.socket;

import com.sun.jna.LastErrorException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One end of a pipe (pipe(7)), open until it is closed; programs that are started do not get it.
 */
public final class PipeEnd implements Closeable {
  private final int descriptor;
  private boolean open = true;

  private PipeEnd(int descriptor) {
    this.descriptor = descriptor;
  }

  /** A pipe's two ends. */
  public record Both(PipeEnd reading, PipeEnd writing) implements Closeable {
    @Override
    public void close() {
      reading.close();
      writing.close();
    }
  }

  /** Makes a pipe. */
  public static Both pipe() throws IOException {
    int[] ends = new int[2];
    try {
      SocketCalls.INSTANCE.pipe2(ends, SocketCalls.CLOSE_ON_EXEC);
    } catch (LastErrorException e) {
      throw SocketCalls.failure("pipe2(O_CLOEXEC)", e);
    }
    return new Both(new PipeEnd(ends[0]), new PipeEnd(ends[1]));
  }

  synchronized int descriptor() {
    if (!open) {
      throw new IllegalStateException("the pipe's end is closed");
    }
    return descriptor;
  }

  /** By what other processes of this user, and root's, can open it while it is open here. */
  public Path path() {
    return Path.of("/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), descriptor()));
  }

  /**
   * What comes out of a reading end, by a descriptor of its own (proc(5), {@code /proc/self/fd}):
   * this one can be closed.
   */
  public InputStream stream() throws IOException {
    return Files.newInputStream(Path.of("/proc/self/fd/" + descriptor()));
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      SocketCalls.INSTANCE.close(descriptor);
    }
  }
}
