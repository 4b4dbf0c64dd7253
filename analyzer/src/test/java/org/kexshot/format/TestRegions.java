package org.kexshot.format;

import java.nio.ByteBuffer;
import org.kexshot.io.ByteRegion;

/** Regions in memory, for tests. */
public final class TestRegions {
  private TestRegions() {}

  /** The bytes between position and limit. */
  public static ByteRegion of(String name, ByteBuffer bytes) {
    ByteBuffer content = bytes.slice();
    return new ByteRegion() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public long length() {
        return content.limit();
      }

      @Override
      public void read(long position, ByteBuffer into) throws java.io.IOException {
        checkRange(position, into.remaining());
        int length = into.remaining();
        into.put(content.slice((int) position, length));
      }
    };
  }
}
