package org.kexshot.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A part of a region that cannot be read beyond. */
record SlicedRegion(ByteRegion whole, String name, long start, long length) implements ByteRegion {
  @Override
  public void read(long position, ByteBuffer into) throws IOException {
    checkRange(position, into.remaining());
    whole.read(start + position, into);
  }

  @Override
  public long presentEnd(long position) {
    return position >= length
        ? position
        : Math.min(length, whole.presentEnd(start + position) - start);
  }

  @Override
  public long nextData(long position) throws IOException {
    return position >= length ? length : Math.min(length, whole.nextData(start + position) - start);
  }

  @Override
  public long dataEnd(long position) throws IOException {
    return position >= length
        ? position
        : Math.min(length, whole.dataEnd(start + position) - start);
  }

  @Override
  public long nextPresent(long position) {
    return position >= length
        ? length
        : Math.min(length, whole.nextPresent(start + position) - start);
  }
}
