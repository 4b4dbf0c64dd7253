package org.kexshot.address;

/** The base page, of the same size on every architecture here, and places of bytes in pages. */
public final class Page {
  /** Bytes of a page. */
  public static final int SIZE = 4096;

  /** log2 of {@link #SIZE}. */
  public static final int SHIFT = 12;

  private Page() {}

  /** Address of the first byte of the page that holds an address. */
  public static long floor(long address) {
    return address & -SIZE;
  }

  /** The address itself if a page begins there, else where the next one begins. */
  public static long ceil(long address) {
    return address + SIZE - 1 & -SIZE;
  }

  /** Bytes from the start of its page to an address. */
  public static int offset(long address) {
    return (int) (address & SIZE - 1);
  }
}
