package org.kexshot.format.raw;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.BareDump;
import org.kexshot.format.Dump;
import org.kexshot.format.ExtentMemory;
import org.kexshot.io.ByteRegion;

/**
 * Opens raw images. What the map names and the file does not reach is unreadable; what the map does
 * not name is no RAM.
 */
public final class RawImage {
  private RawImage() {}

  /**
   * Opens an image. Looks for VMCOREINFO, which reads all pages once.
   *
   * @param source closed with the dump
   */
  public static Dump open(ByteRegion region, MemoryMap map, Closeable source) throws IOException {
    return BareDump.of(
        "raw", new ExtentMemory(region, map.extents()), List.of(), Optional.empty(), source);
  }
}
