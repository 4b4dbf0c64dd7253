package org.kexshot.store.file;

/** The words by which the repository's binary files are known. */
public final class Magic {
  private Magic() {}

  /** Eight ASCII characters as the little-endian number that they are on the disk. */
  public static long of(String eight) {
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | eight.charAt(i);
    }
    return value;
  }
}
