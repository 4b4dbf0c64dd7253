package org.kexshot.capture.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;

/**
 * A part of a raw device as bytes at any position: reads go through a window of {@link
 * RawDevice#TRANSFER} bytes, so that reading on costs one transfer a MiB. Several threads may read;
 * they take turns at the window.
 */
public final class DirectRegion implements ByteRegion {
  private final RawDevice device;
  private final long start;
  private final long length;
  private final long deviceEnd;
  private long windowStart = -1;
  private long windowEnd = -1;

  /**
   * @param start offset on the device, a multiple of {@link RawDevice#BLOCK}
   * @param length bytes of the region; the device has at least its last block whole
   */
  public DirectRegion(RawDevice device, long start, long length) {
    this.device = device;
    this.start = start;
    this.length = length;
    this.deviceEnd = start + length + RawDevice.BLOCK - 1 & -RawDevice.BLOCK;
  }

  @Override
  public String name() {
    return device.path();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public synchronized void read(long position, ByteBuffer into) throws IOException {
    if (position < 0 || into.remaining() > length - position) {
      throw new TruncatedException(name(), position, into.remaining(), length);
    }
    long at = start + position;
    while (into.hasRemaining()) {
      if (at < windowStart || at >= windowEnd) {
        fill(at & -RawDevice.BLOCK);
      }
      int within = (int) (at - windowStart);
      int count = (int) Math.min(into.remaining(), windowEnd - at);
      into.put(device.buffer().clear().slice(within, count));
      at += count;
    }
  }

  private void fill(long from) throws IOException {
    windowStart = -1;
    windowEnd = -1;
    int count = (int) Math.min(RawDevice.TRANSFER, deviceEnd - from);
    device.read(from, count);
    windowStart = from;
    windowEnd = from + count;
  }
}
