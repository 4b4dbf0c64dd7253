package org.kexshot.format.write;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Takes a few bytes of each write, as pipes do, and no more than there is room for. */
public final class SlowChannel implements WritableByteChannel {
  private static final int MOST = 30_000;

  private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
  private final long room;
  private boolean closed;

  public SlowChannel(long room) {
    this.room = room;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int length = Math.min(bytes.remaining(), MOST);
    if (taken.size() + length > room) {
      throw new IOException("No space left on device");
    }
    byte[] some = new byte[length];
    bytes.get(some);
    taken.write(some);
    return length;
  }

  public byte[] taken() {
    return taken.toByteArray();
  }

  @Override
  public boolean isOpen() {
    return !closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
