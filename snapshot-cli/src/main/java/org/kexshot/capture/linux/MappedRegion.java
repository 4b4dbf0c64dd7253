package org.kexshot.capture.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.io.ByteRegion;

/**
 * A file of {@code /proc} that is read through a few mapped windows. Of {@code /proc/vmcore} the
 * kernel maps and unmaps each page by itself for a {@code read(2)} ({@code copy_oldmem_page}); a
 * window costs it one call, and its page tables two pages. Several threads may read; they take
 * turns.
 */
public final class MappedRegion implements ByteRegion, Closeable {
  private static final int WINDOWS = 8;
  private static final int WINDOW_SIZE = 2 << 20;
  private static final int O_CLOEXEC = 02000000;
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;

  /** A part of the file; {@code lastUse} tells the one to give up. */
  private static final class Window {
    private Pointer memory;
    private ByteBuffer bytes;
    private long start = -1;
    private long lastUse;
  }

  private final String path;
  private final long length;
  private final int descriptor;
  private final Window[] windows = new Window[WINDOWS];
  private long uses;

  private MappedRegion(String path, long length, int descriptor) {
    this.path = path;
    this.length = length;
    this.descriptor = descriptor;
    for (int i = 0; i < WINDOWS; i++) {
      windows[i] = new Window();
    }
  }

  /** Opens a file whose size {@code stat(2)} tells. */
  public static MappedRegion open(Path file) throws IOException {
    String path = file.toString();
    long length = Files.size(file);
    try {
      return new MappedRegion(path, length, LibC.INSTANCE.open(path, O_CLOEXEC, 0));
    } catch (LastErrorException e) {
      throw SystemCalls.failure("open(\"%s\", O_RDONLY)".formatted(path), e);
    }
  }

  @Override
  public String name() {
    return path;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public synchronized void read(long position, ByteBuffer into) throws IOException {
    checkRange(position, into.remaining());
    long at = position;
    while (into.hasRemaining()) {
      Window window = windowAt(at - at % WINDOW_SIZE);
      int within = (int) (at - window.start);
      int chunk = Math.min(into.remaining(), window.bytes.limit() - within);
      into.put(window.bytes.slice(within, chunk));
      at += chunk;
    }
  }

  private Window windowAt(long start) throws SystemCallException {
    Window oldest = windows[0];
    for (Window window : windows) {
      if (window.start == start) {
        window.lastUse = ++uses;
        return window;
      }
      if (window.lastUse < oldest.lastUse) {
        oldest = window;
      }
    }
    unmap(oldest);
    map(oldest, start);
    oldest.lastUse = ++uses;
    return oldest;
  }

  private void map(Window window, long start) throws SystemCallException {
    long size = Math.min(WINDOW_SIZE, length - start);
    try {
      window.memory =
          LibC.INSTANCE.mmap64(
              Pointer.NULL, new NativeLong(size), PROT_READ, MAP_SHARED, descriptor, start);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("mmap(\"%s\", %d bytes at 0x%x)".formatted(path, size, start), e);
    }
    window.bytes = window.memory.getByteBuffer(0, size);
    window.start = start;
  }

  private static void unmap(Window window) {
    if (window.start >= 0) {
      LibC.INSTANCE.munmap(window.memory, new NativeLong(window.bytes.capacity()));
      window.start = -1;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Window window : windows) {
      unmap(window);
    }
    try {
      LibC.INSTANCE.close(descriptor);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("close(\"%s\")".formatted(path), e);
    }
  }
}
