package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.zip.CRC32;
import org.kexshot.capture.linux.RawDevice;

/**
 * The dump's way onto the raw device: strictly sequential, in transfers of {@link
 * RawDevice#TRANSFER} bytes, with a running CRC-32 of what goes by.
 */
final class DeviceChannel implements WritableByteChannel {
  private final RawDevice device;
  private final long start;
  private final long limit;
  private final ByteBuffer buffer;
  private final CRC32 crc = new CRC32();
  private long flushed;
  private boolean open = true;

  /**
   * @param start offset on the device of the first byte
   * @param capacity bytes of the device
   */
  DeviceChannel(RawDevice device, long start, long capacity) {
    this.device = device;
    this.start = start;
    this.limit = capacity - start & -RawDevice.BLOCK;
    this.buffer = device.buffer().clear();
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
    crc.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      int chunk = Math.min(bytes.remaining(), buffer.remaining());
      buffer.put(bytes.slice(bytes.position(), chunk));
      bytes.position(bytes.position() + chunk);
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
    return length;
  }

  /** Writes what is left, padded with zeros to a block, and waits until it is on the medium. */
  void finish() throws IOException {
    while (buffer.position() % RawDevice.BLOCK != 0) {
      buffer.put((byte) 0);
    }
    flush();
    device.flush();
  }

  private void flush() throws IOException {
    int length = buffer.position();
    if (flushed + length > limit) {
      throw new IOException(
          "%s is full: %d MiB of the dump are written and there is more; use a larger device or a"
                  .formatted(device.path(), flushed >> 20)
              + " higher --dump-level");
    }
    if (length > 0) {
      device.write(start + flushed, length);
    }
    flushed += length;
    buffer.clear();
  }

  /** CRC-32 of all bytes written. */
  long crc32() {
    return crc.getValue();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
