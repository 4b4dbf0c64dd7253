package org.kexshot.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A block device read and written past the page cache ({@code O_DIRECT}), so that two kernels which
 * take turns at it see each other's bytes. Offsets and lengths are multiples of {@link #BLOCK}. One
 * thread at a time.
 */
public final class RawDevice implements Closeable {
  /** Alignment in bytes of offsets, lengths and memory; covers 512 and 4096 byte sectors. */
  public static final int BLOCK = 4096;

  /** Most places of one {@link #readTo}: {@code IOV_MAX}. */
  public static final int PLACES = 1024;

  /** Largest transfer of one call, in bytes. */
  public static final int TRANSFER = 1 << 20;

  private static final int O_RDONLY = 0;
  private static final int O_RDWR = 2;
  private static final int O_EXCL = 0200;
  private static final int O_DIRECT = 040000;
  private static final int O_CLOEXEC = 02000000;
  private static final int BLKZEROOUT = 0x127f;
  private static final int BLKRRPART = 0x125f;

  private final String path;
  private final int descriptor;
  private final Memory memory;
  private final Pointer aligned;
  private final ByteBuffer buffer;

  private RawDevice(String path, int flags) throws SystemCallException {
    this.path = path;
    int all = flags | O_DIRECT | O_CLOEXEC;
    try {
      descriptor = LibC.INSTANCE.open(path, all, 0);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("open(\"%s\", 0x%x)".formatted(path, all), e);
    }
    memory = new Memory(TRANSFER + BLOCK);
    long address = Pointer.nativeValue(memory);
    long skip = -address & (BLOCK - 1);
    aligned = memory.share(skip, TRANSFER);
    buffer = aligned.getByteBuffer(0, TRANSFER);
  }

  public static RawDevice openForReading(String path) throws SystemCallException {
    return new RawDevice(path, O_RDONLY);
  }

  public static RawDevice openForWriting(String path) throws SystemCallException {
    return new RawDevice(path, O_RDWR);
  }

  /**
   * Opens for writing, and fails with EBUSY if the device is mounted or otherwise held by this
   * kernel.
   */
  public static RawDevice openExclusively(String path) throws SystemCallException {
    return new RawDevice(path, O_RDWR | O_EXCL);
  }

  public String path() {
    return path;
  }

  /** Memory of {@link #TRANSFER} bytes that {@link #write} sends and {@link #read} fills. */
  public ByteBuffer buffer() {
    return buffer;
  }

  /** Writes the first {@code length} bytes of {@link #buffer} at {@code offset}. */
  public void write(long offset, int length) throws IOException {
    transfer("pwrite64", offset, length);
  }

  /** Reads {@code length} bytes at {@code offset} to the start of {@link #buffer}. */
  public void read(long offset, int length) throws IOException {
    transfer("pread64", offset, length);
  }

  private void transfer(String call, long offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      NativeLong count = new NativeLong(length - done);
      long moved;
      try {
        moved =
            (call.equals("pwrite64")
                    ? LibC.INSTANCE.pwrite64(descriptor, aligned.share(done), count, offset + done)
                    : LibC.INSTANCE.pread64(descriptor, aligned.share(done), count, offset + done))
                .longValue();
      } catch (LastErrorException e) {
        throw SystemCalls.failure(describe(call, offset + done, length - done), e);
      }
      if (moved <= 0 || (moved & (BLOCK - 1)) != 0) {
        throw new IOException(
            "%s moved %d bytes: the device ends there, %d more were expected"
                .formatted(describe(call, offset + done, length - done), moved, length - done));
      }
      done += (int) moved;
    }
  }

  /**
   * Reads to several places of this process's memory, one after the other.
   *
   * @param addresses virtual, multiples of {@link #BLOCK}
   * @param lengths of each in bytes
   * @param count how many of them, at most {@link #PLACES}
   */
  public void readTo(long offset, long[] addresses, int[] lengths, int count) throws IOException {
    int word = Native.POINTER_SIZE;
    long total = 0;
    try (Memory vectors = new Memory(2L * word * count)) {
      for (int i = 0; i < count; i++) {
        vectors.setPointer(2L * word * i, new Pointer(addresses[i]));
        vectors.setNativeLong(2L * word * i + word, new NativeLong(lengths[i]));
        total += lengths[i];
      }
      long moved = LibC.INSTANCE.preadv64(descriptor, vectors, count, offset).longValue();
      if (moved != total) {
        readSingly(offset, addresses, lengths, count);
      }
    } catch (LastErrorException e) {
      throw SystemCalls.failure(
          "preadv64(\"%s\", %d bytes at 0x%x)".formatted(path, total, offset), e);
    }
  }

  /** The kernel may read less than it is asked for. */
  private void readSingly(long offset, long[] addresses, int[] lengths, int count)
      throws IOException {
    long at = offset;
    for (int i = 0; i < count; i++) {
      for (int done = 0; done < lengths[i]; ) {
        int length = Math.min(TRANSFER, lengths[i] - done);
        read(at, length);
        new Pointer(addresses[i]).getByteBuffer(done, length).put(buffer.clear().limit(length));
        done += length;
        at += length;
      }
    }
  }

  private String describe(String call, long offset, int length) {
    return "%s(\"%s\", %d bytes at 0x%x)".formatted(call, path, length, offset);
  }

  /**
   * Fills a range with zeros: by the device itself where it can ({@code BLKZEROOUT}, {@code
   * include/uapi/linux/fs.h}), else by writing them.
   */
  public void zero(long offset, long length) throws IOException {
    try {
      LibC.INSTANCE.ioctl(descriptor, new NativeLong(BLKZEROOUT), new long[] {offset, length});
      return;
    } catch (LastErrorException e) {
      buffer.clear();
      while (buffer.hasRemaining()) {
        buffer.putLong(0);
      }
    }
    for (long done = 0; done < length; done += TRANSFER) {
      write(offset + done, (int) Math.min(TRANSFER, length - done));
    }
  }

  /**
   * Has the kernel read the partition table once more ({@code BLKRRPART}, {@code
   * include/uapi/linux/fs.h}), so that partitions which are not there any more go. Needed for a
   * whole disk only: a device that has none answers with EINVAL.
   */
  public void rereadPartitions() throws SystemCallException {
    try {
      LibC.INSTANCE.ioctl(descriptor, new NativeLong(BLKRRPART), (long[]) null);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("ioctl(\"%s\", BLKRRPART)".formatted(path), e);
    }
  }

  /** {@code fsync(2)}: what was written is on the medium when this returns. */
  public void flush() throws SystemCallException {
    try {
      LibC.INSTANCE.fsync(descriptor);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("fsync(\"%s\")".formatted(path), e);
    }
  }

  @Override
  public void close() throws IOException {
    memory.close();
    try {
      LibC.INSTANCE.close(descriptor);
    } catch (LastErrorException e) {
      throw SystemCalls.failure("close(\"%s\")".formatted(path), e);
    }
  }
}
