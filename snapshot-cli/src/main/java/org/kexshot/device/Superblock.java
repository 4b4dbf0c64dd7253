package org.kexshot.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * By what it is known whether a file system was mounted or written since: its superblock's own
 * words where they are known, else a hash of its first 128 KiB. Sources: {@code fs/ext4/ext4.h},
 * {@code fs/xfs/libxfs/xfs_format.h}, {@code include/uapi/linux/btrfs_tree.h} (Linux 6.1).
 *
 * @param kind of file system
 * @param id by which it is found again on whatever device; empty if the kind has none
 * @param version what changes when it is mounted or checked, and where the kind has no times, when
 *     it is written
 * @param written when, in seconds since 1970, where the kind tells; else 0. A kernel that has it
 *     mounted changes that now and then.
 * @param place where it was mounted last; empty where the kind does not tell
 */
public record Superblock(String kind, String id, String version, long written, String place) {
  /** How much of a device tells it, in bytes. */
  public static final int HEAD = 128 << 10;

  /** Of ext2, ext3 and ext4. */
  public static final String EXT = "ext";

  private static final int SECTOR = 512;
  private static final int EXT_AT = 1024;
  private static final int BTRFS_AT = 0x10000;

  /**
   * The superblock in the first bytes of a device.
   *
   * @param head {@link #HEAD} bytes, or all of a smaller device
   */
  public static Superblock of(ByteBuffer head) {
    ByteBuffer bytes = head.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.limit() >= 2 * EXT_AT && bytes.getShort(EXT_AT + 0x38) == (short) 0xef53) {
      return new Superblock(
          EXT,
          hex(bytes, EXT_AT + 0x68, 16),
          "mounted %08x, mounts %d, state %d, checked %08x"
              .formatted(
                  bytes.getInt(EXT_AT + 0x2c),
                  bytes.getShort(EXT_AT + 0x34),
                  bytes.getShort(EXT_AT + 0x3a),
                  bytes.getInt(EXT_AT + 0x40)),
          Integer.toUnsignedLong(bytes.getInt(EXT_AT + 0x30)),
          text(bytes, EXT_AT + 0x88, 64));
    }
    if (bytes.limit() >= SECTOR && is(bytes, 0, "XFSB")) {
      return new Superblock("xfs", hex(bytes, 32, 16), hash(bytes, SECTOR), 0, "");
    }
    if (bytes.limit() >= BTRFS_AT + 0x1000 && is(bytes, BTRFS_AT + 0x40, "_BHRfS_M")) {
      return new Superblock(
          "btrfs",
          hex(bytes, BTRFS_AT + 0x20, 16),
          "generation %d".formatted(bytes.getLong(BTRFS_AT + 0x48)),
          0,
          "");
    }
    return new Superblock("other", "", hash(bytes, bytes.limit()), 0, "");
  }

  private static boolean is(ByteBuffer bytes, int at, String text) {
    return Arrays.equals(copy(bytes, at, text.length()), text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] copy(ByteBuffer bytes, int at, int length) {
    byte[] copy = new byte[length];
    bytes.get(at, copy);
    return copy;
  }

  private static String text(ByteBuffer bytes, int at, int length) {
    String text = new String(copy(bytes, at, length), StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  private static String hex(ByteBuffer bytes, int at, int length) {
    return HexFormat.of().formatHex(copy(bytes, at, length));
  }

  private static String hash(ByteBuffer bytes, int length) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(copy(bytes, 0, length));
      return "sha256 " + HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
