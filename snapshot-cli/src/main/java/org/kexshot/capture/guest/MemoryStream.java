package org.kexshot.capture.guest;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A guest's memory as QEMU writes it. Read it to its end, then ask {@link #finish} whether that was
 * all.
 */
public final class MemoryStream extends FilterInputStream {
  /** A host that writes a stream more slowly than this has other troubles. */
  private static final long LEAST_BYTES_PER_SECOND = 4 << 20;

  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(5);

  private final String name;
  private volatile Optional<IOException> failure = Optional.empty();
  private FutureTask<GuestStop> writing;

  /** What has QEMU write, and ends when QEMU says that it has. */
  @FunctionalInterface
  interface Writing {
    void run(Duration patience) throws IOException;
  }

  /** Tells how the guest stood still, once its memory was written. */
  @FunctionalInterface
  interface Stopping {
    GuestStop told() throws IOException;
  }

  MemoryStream(InputStream pipe, String name) {
    super(pipe);
    this.name = name;
  }

  /**
   * Has QEMU write, in a thread of its own.
   *
   * @param stop how the guest stood still, once it goes on
   * @param bytes of memory, by which it is judged how long that may take
   */
  void begin(Writing write, Stopping stop, long bytes) {
    Duration patience = LEAST_PATIENCE.plusSeconds(bytes / LEAST_BYTES_PER_SECOND);
    writing =
        new FutureTask<>(
            () -> {
              try {
                write.run(patience);
                return stop.told();
              } catch (IOException e) {
                failure = Optional.of(e);
                // QEMU may hold its end still: who reads is not to wait for more.
                close();
                throw e;
              }
            });
    Thread thread = new Thread(writing, "QEMU's dump of " + name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Where QEMU failed, its own words say more than that the stream broke off. */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    try {
      return super.read(into, offset, length);
    } catch (ClosedChannelException brokenOff) {
      throw failure.orElse(brokenOff);
    }
  }

  /**
   * Waits until QEMU says that it has written all.
   *
   * @return how the guest stood still for it
   * @throws IOException QEMU's own words if it could not, or is gone
   */
  public GuestStop finish() throws IOException {
    try {
      return writing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + name + " wrote its memory");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
