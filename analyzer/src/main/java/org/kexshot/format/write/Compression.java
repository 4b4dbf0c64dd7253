package org.kexshot.format.write;

/** How the pages of a dump are packed; each page on its own. */
public enum Compression {
  /** Pages as they are. */
  NONE(0),
  ZLIB(0x1),
  LZO(0x2),
  SNAPPY(0x4),
  ZSTD(0x20);

  private final int flag;

  Compression(int flag) {
    this.flag = flag;
  }

  /** The bit that says so in a kdump-compressed file's header and page descriptors. */
  public int flag() {
    return flag;
  }
}
