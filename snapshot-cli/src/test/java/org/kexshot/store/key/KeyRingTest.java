package org.kexshot.store.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.seal.SealingKey;
import org.kexshot.store.file.LocalFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryLock;

class KeyRingTest {
  /** Cheap, so that the tests are quick. */
  private static final ScryptCost CHEAP = new ScryptCost(1 << 10, 1, 1);

  @TempDir private Path temporary;
  private LocalFiles files;
  private KeyRing ring;
  private SealingKey key;

  @BeforeEach
  void makeKey() throws IOException {
    files = new LocalFiles(temporary.resolve("repository"));
    files.makeDirectory(files.layout().root());
    ring = new KeyRing(files, CHEAP);
    key = ring.create(passphrase("correct horse"));
  }

  private static Secret passphrase(String text) throws IOException {
    return Secret.passphrase(text.toCharArray());
  }

  private Secret keyFile(String content) throws IOException {
    Path file = temporary.resolve("key-file");
    Files.writeString(file, content);
    return Secret.keyFile(file);
  }

  private RepositoryLock lock() throws IOException {
    return files.lock(Duration.ZERO);
  }

  /** The third vector of RFC 7914, section 12, the first 32 bytes. */
  @Test
  void derivesAsTheRfcDoes() {
    ScryptCost cost = new ScryptCost(16384, 8, 1);
    byte[] derived =
        cost.derive(
            "pleaseletmein".getBytes(StandardCharsets.US_ASCII),
            "SodiumChloride".getBytes(StandardCharsets.US_ASCII));
    assertThat(HexFormat.of().formatHex(derived))
        .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
  }

  @Test
  void aPassphraseOpensAndAnotherDoesNot() throws IOException {
    assertThat(ring.unlock(passphrase("correct horse")).bytes()).isEqualTo(key.bytes());
    assertThatThrownBy(() -> ring.unlock(passphrase("correct hors")))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining("wrong passphrase: it opens none of the repository's 1 keys")
        .matches(e -> ((RepositoryException) e).reason() == RepositoryException.Reason.KEY);
  }

  @Test
  void keysAreAddedListedAndRemoved() throws IOException {
    String more = "0123456789abcdef0123456789abcdef";
    RepositoryKey added;
    try (RepositoryLock lock = lock()) {
      added = ring.add(lock, key, keyFile(more));
    }
    assertThat(ring.list())
        .extracting(RepositoryKey::kind)
        .containsExactlyInAnyOrder(Secret.Kind.PASSPHRASE, Secret.Kind.KEY_FILE);
    assertThat(ring.unlock(keyFile(more)).bytes()).isEqualTo(key.bytes());
    assertThatThrownBy(() -> ring.unlock(keyFile(more + "x")))
        .hasMessageContaining("wrong key file");
    String first =
        ring.list().stream()
            .map(RepositoryKey::id)
            .filter(id -> !id.equals(added.id()))
            .findFirst()
            .orElseThrow();
    try (RepositoryLock lock = lock()) {
      ring.remove(lock, first);
      assertThatThrownBy(() -> ring.remove(lock, added.id())).hasMessageContaining("last key");
      assertThatThrownBy(() -> ring.remove(lock, first)).hasMessageContaining("no such key");
      assertThatThrownBy(() -> ring.remove(lock, "../format")).hasMessageContaining("no such key");
    }
    assertThatThrownBy(() -> ring.unlock(passphrase("correct horse")))
        .hasMessageContaining("0 keys");
    assertThat(ring.unlock(keyFile(more)).bytes()).isEqualTo(key.bytes());
  }

  /** The other key is no key, so that this one must stay. */
  @Test
  void theLastKeyThatCanBeReadStays() throws IOException {
    String id = ring.list().get(0).id();
    Files.writeString(files.layout().keys().resolve("0000000000000000.json"), "{}");
    try (RepositoryLock lock = lock()) {
      assertThatThrownBy(() -> ring.remove(lock, id)).hasMessageContaining("last key");
    }
  }

  @Test
  void everyDamagedByteOfAKeyIsFoundWithoutItsSecret() throws IOException {
    Path file = keyPath();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << at % 8);
      Files.write(file, damaged);
      assertThat(ring.problems())
          .as("byte %d", at)
          .singleElement()
          .asString()
          .contains(file.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, 64, 1",
    "2097152, 8, 1",
    "1073741824, 8, 1",
    "1000, 8, 1",
    "512, 8, 1",
    "131072, 0, 1",
    "131072, 8, 0",
    "131072, 8, 1000000",
    "1048576, 8, 1",
    "-131072, 8, 1",
    "99999999999, 8, 1"
  })
  void aStrangersCostIsRefusedBeforeItIsPaid(String n, String r, String p) throws IOException {
    Path file = keyPath();
    String text = Files.readString(file);
    Files.writeString(
        file,
        text.replace("\"n\" : 1024", "\"n\" : " + n)
            .replace("\"r\" : 1,", "\"r\" : " + r + ",")
            .replace("\"p\" : 1,", "\"p\" : " + p + ","));
    assertThat(Files.readString(file)).isNotEqualTo(text);
    assertThat(ring.list()).isEmpty();
    assertThat(ring.problems())
        .singleElement()
        .asString()
        .containsAnyOf("out of bounds", "malformed");
    assertThatThrownBy(() -> ring.unlock(passphrase("correct horse")))
        .isInstanceOf(RepositoryException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void secretsThatAreNoneAreRefused() throws IOException {
    assertThatThrownBy(() -> passphrase("")).hasMessageContaining("is empty");
    assertThatThrownBy(() -> keyFile("0123456789abcdef0123456789abcde"))
        .hasMessageContaining("has 31 bytes");
    Path file = temporary.resolve("passphrase");
    Files.writeString(file, "correct horse\r\n");
    assertThat(ring.unlock(Secret.passphraseIn(file)).bytes()).isEqualTo(key.bytes());
  }

  private Path keyPath() throws IOException {
    List<Path> keys = files.list(files.layout().keys());
    assertThat(keys).hasSize(1);
    return keys.get(0);
  }
}
