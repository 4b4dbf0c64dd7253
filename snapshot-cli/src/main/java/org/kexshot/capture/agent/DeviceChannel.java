package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.io.Futures;
import org.kexshot.linux.RawDevice;

/**
 * Writes a dump to the snapshot device in order, past the page cache, and computes its checksum.
 * While the device takes two buffers, so that it need not wait for the next, a third is filled. For
 * one thread.
 */
final class DeviceChannel implements WritableByteChannel {
  private static final int WRITERS = 2;

  private final List<RawDevice> devices;
  private final long start;
  private final long limit;
  private final DumpSum sum = new DumpSum();
  private final ExecutorService writers =
      Executors.newFixedThreadPool(WRITERS, work -> new Thread(work, "device-writer"));
  private final Deque<RawDevice> idle;

  /** In the order of their offsets; each gives its buffer back. */
  private final Deque<Future<RawDevice>> writing = new ArrayDeque<>();

  private RawDevice filling;
  private ByteBuffer buffer;
  private long flushed;

  private DeviceChannel(List<RawDevice> devices, long start, long capacity) {
    this.devices = devices;
    this.idle = new ArrayDeque<>(devices);
    this.start = start;
    this.limit = capacity - start & -RawDevice.BLOCK;
    fillNext(idle.remove());
  }

  /**
   * Opens the device as often as there are buffers.
   *
   * @param path of the device
   * @param start offset on it of the first byte
   * @param capacity bytes of it
   */
  static DeviceChannel open(String path, long start, long capacity) throws IOException {
    List<RawDevice> devices = new ArrayList<>();
    try {
      while (devices.size() <= WRITERS) {
        devices.add(RawDevice.openForWriting(path));
      }
      return new DeviceChannel(devices, start, capacity);
    } catch (IOException e) {
      for (RawDevice device : devices) {
        device.close();
      }
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int length = bytes.remaining();
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

  /** Where the next bytes may be put, to be {@link #take taken} then; never empty. */
  ByteBuffer space() {
    return buffer.slice();
  }

  /** Writes the first so many bytes of the last {@link #space}. */
  void take(int length) throws IOException {
    buffer.position(buffer.position() + length);
    if (!buffer.hasRemaining()) {
      flush();
    }
  }

  /** Writes what is left, padded with zeros to a block, and waits until it is on the medium. */
  void finish() throws IOException {
    while (buffer.position() % RawDevice.BLOCK != 0) {
      buffer.put((byte) 0);
    }
    flush();
    while (!writing.isEmpty()) {
      idle.add(written());
    }
    filling.flush();
  }

  private void flush() throws IOException {
    int length = buffer.position();
    if (flushed + length > limit) {
      throw new IOException(
          "%s is full: %d MiB of the dump are written and there is more; use a larger device or a"
                  .formatted(filling.path(), flushed >> 20)
              + " higher --dump-level");
    }
    sum.add(buffer.flip());
    if (length > 0) {
      RawDevice full = filling;
      long offset = start + flushed;
      writing.add(
          writers.submit(
              () -> {
                full.write(offset, length);
                return full;
              }));
      flushed += length;
      fillNext(idle.isEmpty() ? written() : idle.remove());
    }
  }

  /** Waits for the oldest buffer that is being written. */
  private RawDevice written() throws IOException {
    return Futures.get(writing.remove(), "the dump was written");
  }

  private void fillNext(RawDevice device) {
    filling = device;
    buffer = device.buffer().clear();
  }

  /** {@link DumpSum} of all blocks written. */
  String sum() {
    return sum.value();
  }

  @Override
  public boolean isOpen() {
    return !writers.isShutdown();
  }

  /** Returns when the device no longer reads a buffer. */
  @Override
  public void close() throws IOException {
    writers.shutdown();
    Futures.awaitEnd(writers);
    for (RawDevice device : devices) {
      device.close();
    }
  }
}
