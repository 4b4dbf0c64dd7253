package org.kexshot.qemu;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Messages from a socket's reader to whoever waits for them. Safe for any number of threads.
 *
 * @param <T> the kind of message
 */
public final class Mailbox<T> {
  private final Queue<T> messages = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private IOException end;

  public void put(T message) {
    lock.lock();
    try {
      messages.add(message);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** No more messages will come, for this reason. */
  public void end(IOException reason) {
    lock.lock();
    try {
      end = reason;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next message, or nothing when none came in time.
   *
   * @throws IOException when there are no messages left and none will come
   */
  public Optional<T> poll(Duration timeout) throws IOException {
    long remaining = timeout.toNanos();
    lock.lock();
    try {
      while (messages.isEmpty() && end == null && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
      if (messages.isEmpty() && end != null) {
        throw new IOException(end.getMessage(), end);
      }
      return Optional.ofNullable(messages.poll());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while waiting").initCause(e);
    } finally {
      lock.unlock();
    }
  }

  /** How long {@link #poll} waits at most between two looks at a deadline. */
  public static Duration until(long deadlineNanos, Duration atMost) {
    long remaining = Math.max(0, deadlineNanos - System.nanoTime());
    return Duration.ofNanos(Math.min(remaining, TimeUnit.MILLISECONDS.toNanos(atMost.toMillis())));
  }
}
