package org.kexshot.format.kdump;

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
import org.kexshot.format.Compression;
import org.kexshot.memory.PhysicalMemory;

/**
 * Hands out packed batches of pages in frame order. The calling thread reads; further threads pack,
 * a bounded number of batches ahead. What comes out does not depend on their number.
 */
final class PackingLine implements Closeable {
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
   * @param threads that pack; with 1, and without compression, the caller's own does it
   */
  PackingLine(
      PhysicalMemory memory,
      PfnSet frames,
      boolean tellingZeros,
      Compression compression,
      int threads) {
    this.memory = memory;
    this.frames = frames;
    this.tellingZeros = tellingZeros;
    this.compression = compression;
    boolean alone = threads <= 1 || compression == Compression.NONE;
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
  PackedBatch next() throws IOException {
    if (lent != null) {
      idle.add(lent);
      lent = null;
    }
    if (executor == null) {
      lent = fill();
      return lent == null ? null : pack(lent);
    }
    while (!idle.isEmpty()) {
      PackedBatch batch = fill();
      if (batch == null) {
        break;
      }
      ahead.add(executor.submit(() -> pack(batch)));
    }
    lent = ahead.isEmpty() ? null : await(ahead.poll());
    return lent;
  }

  private PackedBatch fill() throws IOException {
    if (next >= frames.end()) {
      return null;
    }
    PackedBatch batch = idle.poll();
    next = batch.pages().fill(memory, frames, next);
    if (batch.count() == 0) {
      idle.add(batch);
      return null;
    }
    return batch;
  }

  private PackedBatch pack(PackedBatch batch) {
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
      throw new IOException("packing pages failed: " + e.getCause(), e.getCause());
    }
  }

  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
    // The capture agent packs nothing and has no compressors to load with PagePacker.
    if (compression != Compression.NONE) {
      packers.forEach(PagePacker::close);
    }
  }
}
