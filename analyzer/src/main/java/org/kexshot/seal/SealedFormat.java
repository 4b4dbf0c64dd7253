package org.kexshot.seal;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How a sealed file is laid out, numbers little-endian:
 *
 * <pre>
 * header    "kexsseal", version u32 = 1, zero u32, salt, 32 random bytes
 * segments  of 16 KiB each, the last of 0 to 16 KiB: AES-256-GCM's output and its tag, 16 bytes
 * </pre>
 *
 * The key is the file's own, derived from the master key and the salt. The nonce of a segment is
 * three bytes of zero, its number from 0 as eight bytes big-endian, and 1 for the last segment or
 * else 0, so that none can be left out, put elsewhere or taken for the last. Associated data is the
 * header, and for the last segment the file's name behind it. Source of the construction: STREAM in
 * Hoang, Reyhanitabar, Rogaway and Vizár, Online Authenticated-Encryption and its Nonce-Reuse
 * Misuse-Resistance, 2015.
 */
public final class SealedFormat {
  /** Bytes of a segment before it is encrypted. */
  public static final int SEGMENT = 1 << 14;

  static final int SALT = 32;
  static final int TAG = 16;
  static final int HEADER = 48;
  static final int SEALED_SEGMENT = SEGMENT + TAG;
  private static final byte[] MAGIC = {'k', 'e', 'x', 's', 's', 'e', 'a', 'l'};
  private static final int VERSION = 1;

  private SealedFormat() {}

  static byte[] header(byte[] salt) {
    return ByteBuffer.allocate(HEADER)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .putInt(VERSION)
        .putInt(0)
        .put(salt)
        .array();
  }

  /**
   * The salt that a header has.
   *
   * @throws SealException if it is none
   */
  static byte[] salt(byte[] header) throws SealException {
    ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    bytes.get(magic);
    int version = bytes.getInt();
    if (!java.util.Arrays.equals(magic, MAGIC) || version != VERSION || bytes.getInt() != 0) {
      throw new SealException("its header is not that of a sealed file of version " + VERSION);
    }
    byte[] salt = new byte[SALT];
    bytes.get(salt);
    return salt;
  }

  /** Segments of a sealed file of that length; 0 if no file has it. */
  static long segments(long sealedLength) {
    long room = sealedLength - HEADER;
    long segments = (room + SEALED_SEGMENT - 1) / SEALED_SEGMENT;
    long last = room - (segments - 1) * SEALED_SEGMENT;
    return room < TAG || last < TAG || last == TAG && segments > 1 ? 0 : segments;
  }

  /**
   * Bytes that a sealed file of that length holds.
   *
   * @throws SealException if no file has that length
   */
  public static long plainLength(long sealedLength) throws SealException {
    long segments = segments(sealedLength);
    if (segments == 0) {
      throw new SealException(
          "is %d bytes long, as no sealed file is; it is cut short".formatted(sealedLength));
    }
    return sealedLength - HEADER - segments * TAG;
  }

  /** Where a segment begins. */
  static long offset(long segment) {
    return HEADER + segment * SEALED_SEGMENT;
  }

  static byte[] nonce(long segment, boolean last) {
    return ByteBuffer.allocate(12)
        .put(new byte[3])
        .putLong(segment)
        .put((byte) (last ? 1 : 0))
        .array();
  }
}
