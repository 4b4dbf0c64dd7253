package org.kexshot.diff.page;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kexshot.io.Futures;

/**
 * Runs tasks by several threads, and hands out what they give in the order in which they were
 * added, to the thread that adds them. A few tasks a thread are ahead of it at most, so that memory
 * is bounded. Closing it ends its threads when they have done what they are at.
 */
final class TaskLine<T> implements AutoCloseable {
  /** So that no thread waits while one of its tasks takes longer than others. */
  private static final int AHEAD = 4;

  private final ExecutorService threads;
  private final int most;
  private final Taker<T> taker;
  private final Deque<Future<T>> waiting = new ArrayDeque<>();

  /** Takes what tasks give. */
  @FunctionalInterface
  interface Taker<T> {
    void take(T result) throws IOException;
  }

  TaskLine(int threads, Taker<T> taker) {
    this.threads = Executors.newFixedThreadPool(threads, TaskLine::worker);
    this.most = AHEAD * threads;
    this.taker = taker;
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "comparison");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Adds a task; takes what the oldest one gives if there are too many.
   *
   * @throws IOException of the task that is taken, or of the taker
   */
  void add(Callable<T> task) throws IOException {
    if (waiting.size() == most) {
      takeOldest();
    }
    waiting.add(threads.submit(task));
  }

  /**
   * Takes what all tasks that are left give.
   *
   * @throws IOException as {@link #add}
   */
  void end() throws IOException {
    while (!waiting.isEmpty()) {
      takeOldest();
    }
  }

  private void takeOldest() throws IOException {
    taker.take(Futures.get(waiting.remove(), "two images were compared"));
  }

  /**
   * Files may be closed afterwards: no thread reads them any more. None is interrupted, since that
   * would close the file channel that it reads.
   */
  @Override
  public void close() {
    waiting.forEach(task -> task.cancel(false));
    threads.shutdown();
    Futures.awaitEnd(threads);
  }
}
