package org.kexshot.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;

/**
 * A part of a raw device as bytes at any position. The page cache is not there to help, so a few
 * windows are kept: a dump is read at several places in turn (descriptors, pages, the one page of
 * zeros). Several threads may read; they take turns.
 */
public final class DirectRegion implements ByteRegion {
  private static final int WINDOWS = 8;

  /** Bytes that are read at once: the region's n-th so many. */
  public static final int WINDOW_SIZE = 256 << 10;

  /** Looks at a window as it was read. */
  @FunctionalInterface
  public interface Check {
    /**
     * @param position of the window in the region
     * @param bytes of the window up to the end of the region's last block
     */
    void accept(long position, ByteBuffer bytes) throws IOException;
  }

  /** What lies in the device from {@code start} on; {@code lastUse} tells the one to give up. */
  private static final class Window {
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(WINDOW_SIZE).limit(0);
    private long start;
    private long lastUse;

    boolean has(long position) {
      return position >= start && position < start + bytes.limit();
    }
  }

  private final RawDevice device;
  private final long start;
  private final long length;
  private final long deviceEnd;
  private final Check check;
  private final Window[] windows = new Window[WINDOWS];
  private long uses;

  /**
   * @param start offset on the device, a multiple of {@link #WINDOW_SIZE}
   * @param length bytes of the region; the device has at least its last block whole
   * @param check of each window that is read
   */
  public DirectRegion(RawDevice device, long start, long length, Check check) {
    this.device = device;
    this.start = start;
    this.length = length;
    this.check = check;
    this.deviceEnd = start + length + RawDevice.BLOCK - 1 & -RawDevice.BLOCK;
    for (int i = 0; i < WINDOWS; i++) {
      windows[i] = new Window();
    }
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
      Window window = windowAt(at);
      int within = (int) (at - window.start);
      int count = Math.min(into.remaining(), window.bytes.limit() - within);
      into.put(window.bytes.slice(within, count));
      at += count;
    }
  }

  private Window windowAt(long position) throws IOException {
    Window oldest = windows[0];
    for (Window window : windows) {
      if (window.has(position)) {
        window.lastUse = ++uses;
        return window;
      }
      if (window.lastUse < oldest.lastUse) {
        oldest = window;
      }
    }
    fill(oldest, position & -WINDOW_SIZE);
    oldest.lastUse = ++uses;
    return oldest;
  }

  private void fill(Window window, long from) throws IOException {
    int count = (int) Math.min(WINDOW_SIZE, deviceEnd - from);
    window.bytes.limit(0);
    device.read(from, count);
    check.accept(from - start, device.buffer().clear().limit(count));
    window.start = from;
    window.bytes.clear().put(device.buffer().clear().limit(count)).flip();
  }
}
