package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InterruptibleTest {
  private final Interruptible running = new Interruptible();
  private final AtomicBoolean isCut = new AtomicBoolean();

  private int run(IntSupplier command) {
    return running.run(command, () -> isCut.set(true));
  }

  @Test
  void aCommandThatEndsHasItsCode() {
    assertThat(run(() -> 7)).isEqualTo(7);
    assertThat(isCut).isFalse();
    running.interrupt();
    assertThat(run(() -> 8)).as("after an interruption of nothing").isEqualTo(8);
  }

  @Test
  void oneThatSleepsIsWoken() throws InterruptedException {
    CountDownLatch woken = new CountDownLatch(1);
    assertThat(
            run(
                () -> {
                  running.interrupt();
                  try {
                    Thread.sleep(20_000);
                  } catch (InterruptedException e) {
                    woken.countDown();
                  }
                  return 0;
                }))
        .isEqualTo(Interruptible.INTERRUPTED);
    woken.await();
    assertThat(isCut).isTrue();
  }

  @Test
  void oneThatDoesNotHeedItIsLeftAlone() {
    AtomicBoolean end = new AtomicBoolean();
    int code =
        run(
            () -> {
              running.interrupt();
              while (!end.get()) {
                Thread.onSpinWait();
              }
              return 0;
            });
    end.set(true);
    assertThat(code).isEqualTo(Interruptible.INTERRUPTED);
    assertThat(run(() -> 3)).isEqualTo(3);
  }

  @Test
  void aBugIsNotHidden() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      throw new IllegalStateException("bug");
                    }))
        .hasRootCauseMessage("bug");
  }
}
