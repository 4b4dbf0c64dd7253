package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.Page;

/**
 * Memory of this process's own that has all its pages and is never swapped out: {@code mmap(2)},
 * {@code mlock(2)}. Zeros at first. The kernel may still move a page to another frame.
 */
public final class LockedMemory implements Closeable {
  /** Most bytes that one {@link #bytes} gives. */
  public static final int WINDOW = 1 << 30;

  private final long start;
  private final long length;

  private LockedMemory(long start, long length) {
    this.start = start;
    this.length = length;
  }

  /**
   * Takes memory, a page for every page.
   *
   * @param length a multiple of the page size
   * @throws SystemCallException if there is not as much: ENOMEM
   */
  public static LockedMemory allocate(long length) throws SystemCallException {
    AnonymousMemory memory = AnonymousMemory.reserved(length);
    try {
      LibC.INSTANCE.mlock(memory.start(), new NativeLong(length));
    } catch (LastErrorException e) {
      memory.close();
      throw SystemCalls.failure("mlock(%d bytes)".formatted(length), e);
    }
    return new LockedMemory(Pointer.nativeValue(memory.start()), length);
  }

  /** Virtual address of the first byte; widened without sign in a 32-bit process. */
  public long start() {
    return start;
  }

  /** Length in bytes. */
  public long length() {
    return length;
  }

  /**
   * A part of it, little-endian; not to be used after {@link #close}.
   *
   * @param size at most {@link #WINDOW} bytes
   */
  public ByteBuffer bytes(long offset, int size) {
    if (offset < 0 || size < 0 || size > length - offset) {
      throw new IndexOutOfBoundsException("%d bytes at 0x%x of %d".formatted(size, offset, length));
    }
    return new Pointer(start).getByteBuffer(offset, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Page frame numbers in which the pages lie at present, as root sees them; -1 for those that are
   * not shown.
   */
  public long[] frames() throws IOException {
    return Pagemap.frames(start, length);
  }

  /** Page frame number of the first page, as {@link #frames}; for an area of any size. */
  public long firstFrame() throws IOException {
    return Pagemap.frames(start, Page.SIZE)[0];
  }

  /** Gives back all but a part, which is this memory from then on. */
  public LockedMemory only(long offset, long size) {
    unmap(start, offset);
    unmap(start + offset + size, length - offset - size);
    return new LockedMemory(start + offset, size);
  }

  @Override
  public void close() {
    unmap(start, length);
  }

  private static void unmap(long address, long bytes) {
    if (bytes > 0) {
      LibC.INSTANCE.munmap(new Pointer(address), new NativeLong(bytes));
    }
  }

  /** Bytes of whole pages that hold {@code bytes}. */
  public static long pages(long bytes) {
    return bytes + Page.SIZE - 1 & -Page.SIZE;
  }
}
