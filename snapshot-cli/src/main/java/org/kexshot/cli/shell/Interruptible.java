package org.kexshot.cli.shell;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

/**
 * Runs one command at a time in a thread of its own, which can be interrupted from outside. A
 * command that does not heed that is left alone: its thread goes on to its end, and nobody waits.
 */
final class Interruptible {
  /** As if {@code SIGINT} had ended it. */
  static final int INTERRUPTED = 130;

  /** How long a command may take to end itself. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** As the main thread of a program has it. */
  private static final long STACK_BYTES = 8 << 20;

  private volatile CompletableFuture<Void> interruption = new CompletableFuture<>();

  /** Ends the command that is run, if one is. */
  void interrupt() {
    interruption.complete(null);
  }

  /**
   * Runs a command.
   *
   * @param onInterruption what is done first if it is interrupted
   * @return its exit code, or {@link #INTERRUPTED}
   */
  int run(IntSupplier command, Runnable onInterruption) {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    interruption = asked;
    CompletableFuture<Integer> done = new CompletableFuture<>();
    Thread thread = new Thread(null, () -> complete(done, command), "command", STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    CompletableFuture.anyOf(done.handle((code, failure) -> null), asked).join();
    if (done.isDone()) {
      return done.join();
    }
    onInterruption.run();
    thread.interrupt();
    try {
      done.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException leftAlone) {
      return INTERRUPTED;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return INTERRUPTED;
  }

  private static void complete(CompletableFuture<Integer> done, IntSupplier command) {
    try {
      done.complete(command.getAsInt());
    } catch (RuntimeException | Error failure) {
      done.completeExceptionally(failure);
    }
  }
}
