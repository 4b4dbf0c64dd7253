package org.kexshot.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockFileTest {
  @TempDir private Path directory;

  @Test
  void oneHasItAtATime() throws IOException {
    Path file = directory.resolve("lock");
    try (LockFile held = LockFile.take(file, Duration.ZERO)) {
      held.check();
      assertThatThrownBy(() -> LockFile.take(file, Duration.ZERO))
          .isInstanceOf(LockFile.HeldException.class)
          .hasMessage("%s: held by process %d", file, ProcessHandle.current().pid());
    }
    LockFile.take(file, Duration.ZERO).close();
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void whoIsPatientGetsItWhenItIsFree() throws Exception {
    Path file = directory.resolve("lock");
    LockFile held = LockFile.take(file, Duration.ZERO);
    CompletableFuture<LockFile> patient =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return LockFile.take(file, Duration.ofMinutes(1));
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertThatThrownBy(() -> patient.get(250, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
    held.close();
    patient.get(1, TimeUnit.MINUTES).close();
  }

  @Test
  void aLockThatWasGivenBackIsNone() throws IOException {
    LockFile lock = LockFile.take(directory.resolve("lock"), Duration.ZERO);
    lock.close();
    assertThatThrownBy(lock::check).isInstanceOf(IllegalStateException.class);
  }
}
