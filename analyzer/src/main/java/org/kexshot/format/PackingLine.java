package org.kexshot.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.PhysicalMemory;

/**
 * Hands out packed batches of pages in frame order. Further threads read and pack, a bounded number
 * of batches ahead of the calling one, which then only writes. What comes out does not depend on
 * their number.
 */
public final class PackingLine implements Closeable {
  /** 1 MiB of pages. */
  private static final int BATCH_PAGES = 256;

  private final PhysicalMemory memory;
  private final PfnSet frames;
  private final boolean tellingZeros;
  private final Compression compression;
  private final ArrayDeque<PackedBatch> idle = new ArrayDeque<>();
  private final ArrayDeque<Future<PackedBatch>> ahead = new ArrayDeque<>();
  private final ConcurrentLinkedQueue<PagePacker> packers = new ConcurrentLinkedQueue<>();
  private final ExecutorService executor;
  private PackedBatch lent;
  private long next;

  /**
   * @param tellingZeros whether pages of zeros are told apart
   * @param threads that read and pack; with 1 the caller's own does it
   */
  public PackingLine(
      PhysicalMemory memory,
      PfnSet frames,
      boolean tellingZeros,
      Compression compression,
      int threads) {
    this.memory = memory;
    this.frames = frames;
    this.tellingZeros = tellingZeros;
    this.compression = compression;
    boolean alone = threads <= 1;
    this.next = frames.nextIn(0);
    this.executor = alone ? null : Executors.newFixedThreadPool(threads, PackingLine::worker);
    for (int i = 0; i < (alone ? 1 : 2 * threads + 1); i++) {
      idle.add(new PackedBatch(BATCH_PAGES));
    }
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "page-packer");
    thread.setDaemon(true);
    return thread;
  }

  /** The next batch, valid until the next call; null after the last. */
  public PackedBatch next() throws IOException {
    if (lent != null) {
      idle.add(lent);
      lent = null;
    }
    while (!idle.isEmpty() && next < frames.end()) {
      PackedBatch batch = idle.poll();
      long from = next;
      next = frames.after(from, BATCH_PAGES);
      if (executor == null) {
        lent = pack(batch, from);
        return lent;
      }
      ahead.add(executor.submit(() -> pack(batch, from)));
    }
    lent = ahead.isEmpty() ? null : await(ahead.poll());
    return lent;
  }

  private PackedBatch pack(PackedBatch batch, long from) throws IOException {
    batch.pages().fill(memory, frames, from);
    if (compression == Compression.NONE) {
      batch.copy(tellingZeros);
      return batch;
    }
    PagePacker packer = packers.poll();
    if (packer == null) {
      packer = PagePacker.of(compression);
    }
    batch.pack(tellingZeros, packer);
    packers.add(packer);
    return batch;
  }

  private static PackedBatch await(Future<PackedBatch> batch) throws IOException {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while pages were packed");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw cause;
      }
      throw new IOException("packing pages failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      // No interrupt: it would close the file that a worker reads.
      ahead.forEach(batch -> batch.cancel(false));
      executor.shutdown();
    }
    // The capture agent packs nothing and has no compressors to load with PagePacker.
    if (compression != Compression.NONE) {
      packers.forEach(PagePacker::close);
    }
  }
}
