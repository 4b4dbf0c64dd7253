package org.kexshot.seal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The master key from which each file's key is derived, and those by which names and numbers are
 * hidden. Any number of threads may use it.
 */
public final class SealingKey {
  private static final String FILE = "kexshot sealed file 1";

  private final byte[] master;
  private final byte[] names;
  private final SecretKeySpec numbers;
  private final SecureRandom random = new SecureRandom();
  private final ThreadLocal<Cipher> blockCipher;

  private SealingKey(byte[] master) {
    this.master = master;
    this.names = Hkdf.expand(master, ascii("kexshot names 1"));
    this.numbers = new SecretKeySpec(Hkdf.expand(master, ascii("kexshot numbers 1")), "AES");
    this.blockCipher = ThreadLocal.withInitial(this::newBlockCipher);
  }

  /** A new one. */
  public static SealingKey random() {
    byte[] master = new byte[Hkdf.LENGTH];
    new SecureRandom().nextBytes(master);
    return new SealingKey(master);
  }

  /** That of 32 bytes. */
  public static SealingKey of(byte[] master) {
    if (master.length != Hkdf.LENGTH) {
      throw new IllegalArgumentException("a key of %d bytes".formatted(master.length));
    }
    return new SealingKey(master.clone());
  }

  /** Its 32 bytes, to be wrapped by another key. */
  public byte[] bytes() {
    return master.clone();
  }

  /** What stands for a name that must not be seen: 64 hexadecimal digits, always the same. */
  public String hidden(String name) {
    return HexFormat.of().formatHex(Hkdf.hmac(names, name.getBytes(StandardCharsets.UTF_8)));
  }

  /** What stands for a number that must not be seen; always the same. Cost: one AES block. */
  public long hidden(long number) {
    byte[] block = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(number).array();
    try {
      Cipher cipher = blockCipher.get();
      cipher.update(block, 0, block.length, block, 0);
      return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN).getLong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a block does not fit itself", e);
    }
  }

  private Cipher newBlockCipher() {
    try {
      Cipher cipher = Cipher.getInstance("AES/ECB/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, numbers);
      return cipher;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform must have AES", e);
    }
  }

  byte[] newSalt() {
    byte[] salt = new byte[SealedFormat.SALT];
    random.nextBytes(salt);
    return salt;
  }

  /** The key of the file with that salt. */
  SecretKeySpec fileKey(byte[] salt) {
    byte[] label = ascii(FILE);
    byte[] purpose = ByteBuffer.allocate(label.length + salt.length).put(label).put(salt).array();
    return new SecretKeySpec(Hkdf.expand(master, purpose), "AES");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
