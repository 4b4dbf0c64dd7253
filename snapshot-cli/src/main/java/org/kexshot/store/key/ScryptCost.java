package org.kexshot.store.key;

import java.io.IOException;
import org.bouncycastle.crypto.generators.SCrypt;
import org.kexshot.seal.Hkdf;

/**
 * What deriving a key from a passphrase costs (RFC 7914): {@code 128 n r} bytes of memory, and time
 * in proportion to {@code n r p}.
 */
record ScryptCost(int n, int r, int p) {
  /** 128 MiB, and about half a second. */
  static final ScryptCost STANDARD = new ScryptCost(1 << 17, 8, 1);

  /** Of a key file, from which a key is derived otherwise. */
  static final ScryptCost NONE = new ScryptCost(0, 0, 0);

  private static final int LEAST_N = 1 << 10;
  private static final int MOST_N = 1 << 20;
  private static final int MOST_R = 32;
  private static final int MOST_P = 16;
  private static final long MOST_MEMORY = 1L << 29;
  private static final long MOST_WORK = 1L << 22;

  /**
   * Insists on what can be borne, before anything is derived: the numbers may be a stranger's.
   *
   * @throws IOException if they are out of bounds
   */
  void require() throws IOException {
    boolean bearable =
        n >= LEAST_N
            && n <= MOST_N
            && Integer.bitCount(n) == 1
            && r >= 1
            && r <= MOST_R
            && p >= 1
            && p <= MOST_P
            && 128L * n * r <= MOST_MEMORY
            && (long) n * r * p <= MOST_WORK;
    if (!bearable) {
      throw new IOException(
          "scrypt with n=%d, r=%d, p=%d is out of bounds (n a power of two from %d to %d, %d MiB)"
              .formatted(n, r, p, LEAST_N, MOST_N, MOST_MEMORY >> 20));
    }
  }

  byte[] derive(byte[] passphrase, byte[] salt) {
    return SCrypt.generate(passphrase, salt, n, r, p, Hkdf.LENGTH);
  }
}
