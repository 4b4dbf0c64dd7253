package org.kexshot.kexec.boot;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes a cpio archive in the "newc" format, which the kernel unpacks as its initial file system.
 * Source: {@code Documentation/driver-api/early-userspace/buffer-format.rst}. Names are given
 * without a leading slash; a directory comes before what is in it.
 */
public final class CpioArchive {
  private static final int DIRECTORY = 0040000;
  private static final int REGULAR = 0100000;
  private static final int SYMBOLIC_LINK = 0120000;
  private static final int CHARACTER_DEVICE = 0020000;

  private final OutputStream out;
  private long written;
  private int inode;

  public CpioArchive(OutputStream out) {
    this.out = out;
  }

  public void directory(String name) throws IOException {
    entry(name, DIRECTORY | 0755, 0, 0, new byte[0]);
  }

  public void file(String name, boolean executable, byte[] contents) throws IOException {
    entry(name, REGULAR | (executable ? 0755 : 0644), 0, 0, contents);
  }

  public void link(String name, String target) throws IOException {
    entry(name, SYMBOLIC_LINK | 0777, 0, 0, target.getBytes(StandardCharsets.UTF_8));
  }

  public void characterDevice(String name, int major, int minor) throws IOException {
    entry(name, CHARACTER_DEVICE | 0600, major, minor, new byte[0]);
  }

  /** Ends the archive. The stream stays open. */
  public void finish() throws IOException {
    entry("TRAILER!!!", 0, 0, 0, new byte[0]);
  }

  private void entry(String name, int mode, int major, int minor, byte[] contents)
      throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    inode++;
    String header =
        "070701%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X%08X"
            .formatted(
                inode,
                mode,
                0,
                0,
                1,
                0,
                contents.length,
                0,
                0,
                major,
                minor,
                nameBytes.length + 1,
                0);
    put(header.getBytes(StandardCharsets.US_ASCII));
    put(nameBytes);
    put(new byte[1]);
    pad();
    put(contents);
    pad();
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }

  private void pad() throws IOException {
    put(new byte[(int) (-written & 3)]);
  }
}
