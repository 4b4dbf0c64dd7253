package org.kexshot.store.file;

/** A SHA-256 in a byte array, seen as four little-endian longs as a mapped file shows it. */
public final class HashBytes {
  private HashBytes() {}

  /** Eight bytes; {@code part} is 0 to 3. */
  public static long part(byte[] hashes, int offset, int part) {
    long value = 0;
    for (int i = offset + part * 8 + 7; i >= offset + part * 8; i--) {
      value = value << 8 | hashes[i] & 0xff;
    }
    return value;
  }
}
