package org.kexshot.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.store.Addition;
import org.kexshot.store.Repository;
import org.kexshot.store.key.KeySource;
import org.kexshot.store.key.Secret;

/** Pages that wait to be stored are the owner's alone, and gone when they were. */
class HeldPagesTest {
  @TempDir private Path directory;

  private static byte[] random() {
    byte[] bytes = new byte[300_000];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static Path hold(Repository repository, boolean plain) throws IOException {
    byte[] bytes = random();
    Path file;
    try (Addition addition = repository.beginAddition(Duration.ZERO, told -> {});
        HeldPages held =
            HeldPages.receive(new ByteArrayInputStream(bytes), "/proc/kcore", addition)) {
      byte[] read = new byte[5000];
      held.bytes().read(123_456, read, 0, read.length);
      assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 123_456, 128_456));
      file = held.file().file();
      assertThat(Files.getPosixFilePermissions(file))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      byte[] stored = Files.readAllBytes(file);
      assertThat(Arrays.equals(Arrays.copyOf(stored, 4096), Arrays.copyOf(bytes, 4096)))
          .isEqualTo(plain);
    }
    return file;
  }

  @Test
  void plainly() throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("plain"));
    assertThat(hold(repository, true)).doesNotExist();
  }

  @Test
  void encryptedWhereTheRepositoryIs() throws IOException {
    Path key = Files.write(directory.resolve("key"), Arrays.copyOf(random(), 32));
    KeySource keys = repository -> Secret.keyFile(key);
    Repository repository = Repository.createEncrypted(directory.resolve("sealed"), keys);
    assertThat(hold(repository, false)).doesNotExist();
  }
}
