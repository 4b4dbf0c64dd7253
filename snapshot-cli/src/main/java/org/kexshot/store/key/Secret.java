package org.kexshot.store.key;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.kexshot.store.file.RepositoryException;

/** What a user has or knows that opens an encrypted repository. It is never printed. */
public final class Secret {
  /** Bytes of a key file at the least: as many as the key that it wraps. */
  static final int LEAST_KEY = 32;

  private static final int MOST = 1 << 16;

  /** What it is, which says how a key is derived from it. */
  public enum Kind {
    PASSPHRASE("passphrase", "scrypt"),
    KEY_FILE("key file", "hkdf-sha256");

    private final String words;
    private final String derivation;

    Kind(String words, String derivation) {
      this.words = words;
      this.derivation = derivation;
    }

    /** For the user. */
    public String words() {
      return words;
    }

    /** As files of keys have it. */
    String derivation() {
      return derivation;
    }
  }

  private final Kind kind;
  private final byte[] bytes;

  private Secret(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  /**
   * A passphrase, in UTF-8.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#KEY} if it is empty
   */
  public static Secret passphrase(char[] characters) throws RepositoryException {
    ByteBuffer utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
    byte[] bytes = new byte[utf8.remaining()];
    utf8.get(bytes);
    return passphrase("the passphrase", bytes);
  }

  /** A passphrase in a file; a line's end behind it is no part of it. */
  public static Secret passphraseIn(Path file) throws IOException {
    byte[] bytes = read(file);
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r')) {
      end--;
    }
    return passphrase(file.toString(), Arrays.copyOf(bytes, end));
  }

  private static Secret passphrase(String name, byte[] bytes) throws RepositoryException {
    if (bytes.length == 0) {
      throw new RepositoryException(
          RepositoryException.Reason.KEY, name + ": is empty; give a passphrase");
    }
    return new Secret(Kind.PASSPHRASE, bytes);
  }

  /**
   * The bytes of a key file.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#KEY} if they are too few
   */
  public static Secret keyFile(Path file) throws IOException {
    byte[] bytes = read(file);
    if (bytes.length < LEAST_KEY) {
      throw new RepositoryException(
          RepositoryException.Reason.KEY,
          "%s: has %d bytes, a key file has %d random ones or more; `head -c 32 /dev/urandom` makes"
                  .formatted(file, bytes.length, LEAST_KEY)
              + " them");
    }
    return new Secret(Kind.KEY_FILE, bytes);
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST) {
        throw new RepositoryException(
            RepositoryException.Reason.KEY,
            "%s: is longer than %d bytes; is it the right file?".formatted(file, MOST));
      }
      return bytes;
    }
  }

  public Kind kind() {
    return kind;
  }

  byte[] bytes() {
    return bytes;
  }
}
