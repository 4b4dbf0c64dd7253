package org.kexshot.linux;

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
 * A file of {@code /proc} that is read through mapped windows. Of {@code /proc/vmcore} the kernel
 * maps and unmaps each page by itself for a {@code read(2)} ({@code copy_oldmem_page}); a window
 * costs it one call and an entry a page in a page table. What was exchanged lies scattered over all
 * memory, so that windows are many and small: each has its place by where it begins, and gives way
 * to another one of that place. Several threads may read; they take turns.
 *
 * <p>Memory: 256 MiB of address space, with half a MiB of page tables.
 */
public final class MappedRegion implements ByteRegion, Closeable {
  private static final int WINDOWS = 1024;
  private static final int WINDOW_SIZE = 256 << 10;
  private static final int O_CLOEXEC = 02000000;
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;

  /** A part of the file. */
  private record Window(long start, Pointer memory, ByteBuffer bytes) {}

  private final String path;
  private final long length;
  private final int descriptor;
  private final Window[] windows;

  private MappedRegion(String path, long length, int descriptor, int windows) {
    this.path = path;
    this.length = length;
    this.descriptor = descriptor;
    this.windows = new Window[windows];
  }

  /** Opens a file whose size {@code stat(2)} tells. */
  public static MappedRegion open(Path file) throws IOException {
    return open(file, WINDOWS);
  }

  /** Opens a file of which {@code windows} parts are mapped at a time. */
  static MappedRegion open(Path file, int windows) throws IOException {
    String path = file.toString();
    long length = Files.size(file);
    try {
      return new MappedRegion(path, length, LibC.INSTANCE.open(path, O_CLOEXEC, 0), windows);
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
    int place = (int) (start / WINDOW_SIZE % windows.length);
    Window window = windows[place];
    if (window == null || window.start != start) {
      unmap(place);
      window = map(start);
      windows[place] = window;
    }
    return window;
  }

  private Window map(long start) throws SystemCallException {
    long size = Math.min(WINDOW_SIZE, length - start);
    try {
      Pointer memory =
          LibC.INSTANCE.mmap64(
              Pointer.NULL, new NativeLong(size), PROT_READ, MAP_SHARED, descriptor, start);
      return new Window(start, memory, memory.getByteBuffer(0, size));
    } catch (LastErrorException e) {
      throw SystemCalls.failure("mmap(\"%s\", %d bytes at 0x%x)".formatted(path, size, start), e);
    }
  }

  private void unmap(int place) {
    Window window = windows[place];
    if (window != null) {
      LibC.INSTANCE.munmap(window.memory, new NativeLong(window.bytes.capacity()));
      windows[place] = null;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (int place = 0; place < windows.length; place++) {
      unmap(place);
    }
    try {
      LibC.INSTANCE.close(descriptor);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("close(\"%s\")".formatted(path), e);
    }
  }
}
