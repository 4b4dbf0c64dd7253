package org.kexshot.store.key;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.kexshot.seal.Hkdf;
import org.kexshot.seal.SealingKey;

/**
 * A master key, encrypted by AES-256-GCM under a key that is derived from a {@link Secret}. What
 * says how it is derived is authenticated too.
 *
 * @param cost of the derivation from a passphrase; none for a key file
 * @param salt 32 bytes in base 64
 * @param nonce 12 bytes in base 64
 * @param wrapped 48 bytes in base 64
 */
record WrappedKey(
    String id,
    Instant created,
    Secret.Kind kind,
    ScryptCost cost,
    String salt,
    String nonce,
    String wrapped) {
  static final int SALT = 32;
  static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final byte[] PURPOSE = "kexshot wrapped key 1".getBytes(StandardCharsets.US_ASCII);

  /** Wraps a key. */
  static WrappedKey wrap(SealingKey key, Secret secret, ScryptCost cost, Clock clock) {
    SecureRandom random = new SecureRandom();
    byte[] id = new byte[8];
    byte[] salt = new byte[SALT];
    byte[] nonce = new byte[NONCE];
    random.nextBytes(id);
    random.nextBytes(salt);
    random.nextBytes(nonce);
    WrappedKey unwrapped =
        new WrappedKey(
            HexFormat.of().formatHex(id),
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            secret.kind(),
            secret.kind() == Secret.Kind.PASSPHRASE ? cost : ScryptCost.NONE,
            encode(salt),
            encode(nonce),
            "");
    try {
      byte[] wrapped = unwrapped.cipher(Cipher.ENCRYPT_MODE, secret).doFinal(key.bytes());
      return unwrapped.with(encode(wrapped));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key does not take 32 bytes", e);
    }
  }

  private WrappedKey with(String bytes) {
    return new WrappedKey(id, created, kind, cost, salt, nonce, bytes);
  }

  /** The key, if the secret opens it. Cost: that of scrypt, for a passphrase. */
  Optional<SealingKey> unwrap(Secret secret) {
    if (secret.kind() != kind) {
      return Optional.empty();
    }
    try {
      byte[] master = cipher(Cipher.DECRYPT_MODE, secret).doFinal(decode(wrapped));
      return Optional.of(SealingKey.of(master));
    } catch (AEADBadTagException otherSecret) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a wrapped key of %d bytes".formatted(wrapped.length()), e);
    }
  }

  private Cipher cipher(int mode, Secret secret) throws GeneralSecurityException {
    byte[] derived =
        kind == Secret.Kind.PASSPHRASE
            ? cost.derive(secret.bytes(), decode(salt))
            : Hkdf.expand(Hkdf.extract(decode(salt), secret.bytes()), PURPOSE);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        mode, new SecretKeySpec(derived, "AES"), new GCMParameterSpec(TAG_BITS, decode(nonce)));
    cipher.updateAAD(
        "kexshot key 1 %s %s %s %d %d %d %s"
            .formatted(id, created, kind.derivation(), cost.n(), cost.r(), cost.p(), salt)
            .getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  RepositoryKey listed() {
    return new RepositoryKey(id, kind, created);
  }

  private static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decode(String text) {
    return Base64.getDecoder().decode(text);
  }
}
