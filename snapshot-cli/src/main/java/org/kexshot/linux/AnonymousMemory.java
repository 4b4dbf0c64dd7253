package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.Closeable;

/** Memory of this process's own, page by page from the kernel: {@code mmap(2)}. */
final class AnonymousMemory implements Closeable {
  private static final int PROT_READ = 1;
  private static final int PROT_WRITE = 2;
  private static final int PROT_EXEC = 4;
  private static final int MAP_PRIVATE = 0x2;
  private static final int MAP_ANONYMOUS = 0x20;
  private static final int MAP_POPULATE = 0x8000;

  private final Pointer start;
  private final long length;

  private AnonymousMemory(long length, int protection, int flags) throws SystemCallException {
    this.length = length;
    int allFlags = MAP_PRIVATE | MAP_ANONYMOUS | flags;
    try {
      this.start =
          LibC.INSTANCE.mmap64(Pointer.NULL, new NativeLong(length), protection, allFlags, -1, 0);
    } catch (LastErrorException e) {
      throw SystemCalls.failure(
          "mmap(%d bytes, protection %d, flags 0x%x)".formatted(length, protection, allFlags), e);
    }
  }

  /** Memory that has all its pages from the start. */
  static AnonymousMemory populated(long length) throws SystemCallException {
    return new AnonymousMemory(length, PROT_READ | PROT_WRITE, MAP_POPULATE);
  }

  /** Memory that has no page before it is written to. */
  static AnonymousMemory reserved(long length) throws SystemCallException {
    return new AnonymousMemory(length, PROT_READ | PROT_WRITE, 0);
  }

  /**
   * Memory that code can be written to and run in.
   *
   * @throws SystemCallException if a security policy forbids that: EACCES, EPERM
   */
  static AnonymousMemory executable(long length) throws SystemCallException {
    return new AnonymousMemory(length, PROT_READ | PROT_WRITE | PROT_EXEC, 0);
  }

  Pointer start() {
    return start;
  }

  @Override
  public void close() {
    LibC.INSTANCE.munmap(start, new NativeLong(length));
  }
}
