package org.kexshot.store.page;

import java.io.Closeable;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import org.kexshot.address.Page;
import org.kexshot.compress.Codec;
import org.kexshot.compress.Codecs;
import org.kexshot.compress.ZstdDelta;

/**
 * Compressors of blocks, lent to one thread at a time and kept from one block to the next: native
 * ones hold tables that take longer to make than a block to unpack. Any number of threads may use
 * them; there are never more than threads at work.
 */
final class BlockContexts implements Closeable {
  /** What is done with a compressor. */
  @FunctionalInterface
  interface Use<C, T> {
    T of(C compressor) throws DataFormatException;
  }

  /** Of what does not compress, every codec makes less than a sixteenth more. */
  private static final int ROOM = PackFormat.BLOCK_PAGES * (Page.SIZE + Page.SIZE / 16);

  private final Queue<Codec> zstd = new ConcurrentLinkedQueue<>();
  private final Queue<Codec> lz4 = new ConcurrentLinkedQueue<>();
  private final Queue<ZstdDelta> deltas = new ConcurrentLinkedQueue<>();
  private final Queue<byte[]> rooms = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  /** Zstandard. */
  <T> T zstd(Use<Codec, T> use) throws DataFormatException {
    return lend(zstd, Codecs::zstdToUnpackOften, use);
  }

  /** LZ4. */
  <T> T lz4(Use<Codec, T> use) throws DataFormatException {
    return lend(lz4, Codecs::lz4, use);
  }

  /** Zstandard of differences. */
  <T> T delta(Use<ZstdDelta, T> use) throws DataFormatException {
    return lend(deltas, ZstdDelta::new, use);
  }

  /**
   * Room for a block, packed or not, which is to be given back: to make it anew for each block
   * would take the processor longer than to unpack one. What is in it means nothing.
   */
  byte[] room() {
    byte[] idle = rooms.poll();
    return idle == null ? new byte[ROOM] : idle;
  }

  /** Takes back what {@link #room} gave. */
  void giveBack(byte[] room) {
    rooms.add(room);
  }

  private <C extends Closeable, T> T lend(Queue<C> idle, Supplier<C> maker, Use<C, T> use)
      throws DataFormatException {
    C taken = idle.poll();
    C lent = taken == null ? maker.get() : taken;
    try {
      return use.of(lent);
    } finally {
      idle.add(lent);
      if (closed) {
        close(idle);
      }
    }
  }

  private static void close(Queue<? extends Closeable> idle) {
    for (Closeable one = idle.poll(); one != null; one = idle.poll()) {
      try {
        one.close();
      } catch (IOException e) {
        throw new IllegalStateException("a compressor is memory alone", e);
      }
    }
  }

  /** Frees those that are idle, and the others when they become so. */
  @Override
  public void close() {
    closed = true;
    close(zstd);
    close(lz4);
    close(deltas);
  }
}
