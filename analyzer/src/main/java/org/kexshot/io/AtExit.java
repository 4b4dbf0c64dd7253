package org.kexshot.io;

import java.io.IOException;
import java.io.InterruptedIOException;

/**
 * An action for the case that the process ends before {@link #close} is called: by {@code SIGINT},
 * {@code SIGTERM} or {@code SIGHUP}, or by {@link System#exit} in another thread. Without it a
 * signal would end the process past every {@code finally}.
 *
 * <pre>{@code
 * Path file = create();
 * AtExit guard = AtExit.run(() -> Files.deleteIfExists(file));
 * try (guard) {
 *   …
 * }
 * }</pre>
 *
 * Register right after the resource is taken. The action runs once at most, in a thread of its own
 * beside those of other guards and beside the code that was interrupted, and the process ends when
 * all of them are done: an action must be short, and must not wait for the interrupted code. The
 * process then ends with 128 and the signal's number. Nothing runs on {@code SIGKILL}.
 */
public final class AtExit implements AutoCloseable {
  private final Thread hook;
  private Action action;
  private boolean hasRun;

  /** What gives a resource back. What it throws is dropped: nobody is left to act on it. */
  @FunctionalInterface
  public interface Action {
    void run() throws Exception;
  }

  /** What is done whole or not at all beside the action. */
  @FunctionalInterface
  public interface Work<T> {
    T run() throws IOException;
  }

  /** A thread that runs actions while the process ends. */
  private static final class Hook extends Thread {
    Hook(Runnable work) {
      super(work, "kexshot-exit");
    }
  }

  private AtExit(Action action) {
    this.action = action;
    this.hook = new Hook(this::act);
  }

  /**
   * Registers the action. Where the process is already ending it runs at once, because nobody would
   * run it later; but not within another guard's action, which ends by itself before the process
   * does and closes its own.
   */
  public static AtExit run(Action action) {
    AtExit guard = new AtExit(action);
    try {
      Runtime.getRuntime().addShutdownHook(guard.hook);
    } catch (IllegalStateException ending) {
      if (!(Thread.currentThread() instanceof Hook)) {
        guard.act();
      }
    }
    return guard;
  }

  private void act() {
    try {
      runAction();
    } catch (Exception | LinkageError | OutOfMemoryError dropped) {
      // The process is ending; its message and exit code are those of the reason for that.
    }
  }

  /** The lock makes a concurrent {@link #close} wait for the action. */
  private synchronized void runAction() throws Exception {
    Action due = action;
    action = null;
    if (due != null) {
      hasRun = true;
      due.run();
    }
  }

  /**
   * Runs the action now, since the work has failed, unless it has run: a process that is ending, of
   * which the failure may be a part, waits for it. After {@link #close} it would not.
   *
   * @param failure gets what the action throws as a suppressed exception
   */
  public void giveUp(Throwable failure) {
    try {
      runAction();
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      failure.addSuppressed(e);
    }
    close();
  }

  /**
   * Runs work that the action may not come in between of: it waits for the end, and once it has run
   * no work begins.
   *
   * @throws InterruptedIOException if the action has run, for the process is ending
   */
  public synchronized <T> T uncut(Work<T> work) throws IOException {
    if (hasRun) {
      throw new InterruptedIOException("ended by a signal");
    }
    return work.run();
  }

  /**
   * Runs the last of the work, as {@link #uncut} does, after which there is nothing to give back:
   * of this and the action one is done, and never both.
   *
   * @throws InterruptedIOException if the action has run, for the process is ending
   */
  public synchronized <T> T finish(Work<T> work) throws IOException {
    T result = uncut(work);
    close();
    return result;
  }

  /** The action will not run any more; where it is running now, waits until it has ended. */
  @Override
  public synchronized void close() {
    action = null;
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The hook may still start and finds nothing to do.
    }
  }
}
