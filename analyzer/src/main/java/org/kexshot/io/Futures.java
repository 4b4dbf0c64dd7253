package org.kexshot.io;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Waits for work given to other threads, with their failures as the caller's own. */
public final class Futures {
  private Futures() {}

  /**
   * Waits until threads that take no more work have ended, whatever interrupts the caller, who is
   * interrupted afterwards: what they use may be given up then.
   */
  public static void awaitEnd(ExecutorService threads) {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The result.
   *
   * @param work what is done meanwhile, in words that follow "while"
   * @throws IOException as the work threw it, or {@link InterruptedIOException} if the waiting
   *     thread was interrupted
   */
  public static <T> T get(Future<T> future, String work) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + work);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      if (e.getCause() instanceof RuntimeException bug) {
        throw bug;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IOException(e.getCause());
    }
  }
}
