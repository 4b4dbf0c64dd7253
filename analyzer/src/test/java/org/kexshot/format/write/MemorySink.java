package org.kexshot.format.write;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** A dump in memory, for tests; refuses to have a byte written twice. */
public final class MemorySink implements DumpSink {
  private byte[] bytes = new byte[1 << 16];
  private boolean[] written = new boolean[1 << 16];
  private int length;
  private long count;

  @Override
  public void write(long offset, ByteBuffer from) {
    int start = (int) offset;
    int end = start + from.remaining();
    while (bytes.length < end) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
      written = Arrays.copyOf(written, bytes.length);
    }
    for (int i = start; i < end; i++) {
      if (written[i]) {
        throw new AssertionError("byte 0x%x is written twice".formatted(i));
      }
      written[i] = true;
      bytes[i] = from.get();
    }
    length = Math.max(length, end);
    count += end - start;
  }

  @Override
  public void finish() {}

  @Override
  public long bytesWritten() {
    return count;
  }

  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }
}
