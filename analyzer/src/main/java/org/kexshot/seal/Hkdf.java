package org.kexshot.seal;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keys from keys: HKDF with HMAC-SHA-256 (RFC 5869), of which one block of output is enough. */
public final class Hkdf {
  /** Bytes of a key. */
  public static final int LENGTH = 32;

  private static final String HMAC = "HmacSHA256";

  private Hkdf() {}

  /** A key from material that need not be uniform. */
  public static byte[] extract(byte[] salt, byte[] material) {
    return hmac(salt, material);
  }

  /** 32 bytes for a purpose. */
  public static byte[] expand(byte[] key, byte[] purpose) {
    byte[] block = Arrays.copyOf(purpose, purpose.length + 1);
    block[purpose.length] = 1;
    return hmac(key, block);
  }

  /** HMAC-SHA-256. */
  static byte[] hmac(byte[] key, byte[] message) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(key, HMAC));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have " + HMAC, e);
    }
  }
}
