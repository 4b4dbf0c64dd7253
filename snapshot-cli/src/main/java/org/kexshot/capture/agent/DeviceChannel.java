package org.kexshot.capture.agent;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.linux.RawDevice;

/**
 * Writes a dump to the snapshot device in order, past the page cache, and computes its checksum.
 * Two buffers take turns: while the device takes one, the next is filled. One thread at a time.
 */
final class DeviceChannel implements WritableByteChannel {
  private final long start;
  private final long limit;
  private final DumpSum sum = new DumpSum();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "device-writer"));
  private RawDevice filling;
  private RawDevice resting;
  private Future<Void> writing = CompletableFuture.completedFuture(null);
  private ByteBuffer buffer;
  private long flushed;

  /**
   * @param device where; open a second time as {@code again}, so that there are two buffers
   * @param start offset on the device of the first byte
   * @param capacity bytes of the device
   */
  DeviceChannel(RawDevice device, RawDevice again, long start, long capacity) {
    this.filling = device;
    this.resting = again;
    this.start = start;
    this.limit = capacity - start & -RawDevice.BLOCK;
    this.buffer = device.buffer().clear();
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
    awaitWriting();
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
    awaitWriting();
    if (length > 0) {
      RawDevice full = filling;
      long offset = start + flushed;
      writing =
          writer.submit(
              () -> {
                full.write(offset, length);
                return null;
              });
      filling = resting;
      resting = full;
    }
    flushed += length;
    buffer = filling.buffer().clear();
  }

  private void awaitWriting() throws IOException {
    try {
      writing.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the dump was written");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  /** {@link DumpSum} of all blocks written. */
  String sum() {
    return sum.value();
  }

  @Override
  public boolean isOpen() {
    return !writer.isShutdown();
  }

  /** Returns when the device no longer reads a buffer. */
  @Override
  public void close() {
    writer.shutdown();
    boolean interrupted = false;
    while (!writer.isTerminated()) {
      try {
        writer.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
