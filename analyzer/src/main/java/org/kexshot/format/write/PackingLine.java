package org.kexshot.format.write;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.PhysicalMemory;

/**
 * Reads, packs and writes pages in batches. Each thread takes the next batch of frames, reads and
 * packs it; where it belongs in the file is then decided for one batch at a time and in frame
 * order, by whichever thread has it; and the thread writes it while others go on. What is written
 * does not depend on the number of threads.
 */
public final class PackingLine {
  /** 256 KiB of pages: few enough for a processor's own cache, many enough for long writes. */
  private static final int BATCH_PAGES = 64;

  /** Decides where packed pages go. Called for one batch at a time, in frame order. */
  @FunctionalInterface
  public interface Placement {
    /**
     * Takes note of a batch.
     *
     * @return the offset in the dump that {@link PackedBatch#output} belongs at
     */
    long place(PackedBatch batch) throws IOException;
  }

  private final PhysicalMemory memory;
  private final PfnSet frames;
  private final boolean tellingZeros;
  private final Compression compression;
  private final DumpSink sink;
  private final Placement placement;

  // What threads share, by this object's monitor.
  private final ArrayDeque<PackedBatch> idle = new ArrayDeque<>();
  private final Map<Long, PackedBatch> packed = new HashMap<>();
  private long nextFrame;
  private long taken;
  private long placed;
  private boolean placing;
  private boolean stopped;

  /**
   * @param tellingZeros whether pages of zeros are told apart
   */
  public PackingLine(
      PhysicalMemory memory,
      PfnSet frames,
      boolean tellingZeros,
      Compression compression,
      DumpSink sink,
      Placement placement) {
    this.memory = memory;
    this.frames = frames;
    this.tellingZeros = tellingZeros;
    this.compression = compression;
    this.sink = sink;
    this.placement = placement;
    this.nextFrame = frames.nextIn(0);
  }

  /**
   * Writes all frames, once. Returns when the sink has every byte, or no thread writes any more; if
   * the caller is interrupted, others may still end their batches.
   *
   * @param threads that read, pack and write; with 1 the caller's own does it
   * @throws IOException if the source or the sink fails, or a batch cannot be placed; some batches
   *     may have been written then
   */
  public void run(int threads) throws IOException {
    boolean alone = threads <= 1;
    for (int i = 0; i < (alone ? 1 : 2 * threads + 1); i++) {
      idle.add(new PackedBatch(BATCH_PAGES));
    }
    if (alone) {
      work();
    } else {
      runTogether(threads);
    }
  }

  private void runTogether(int threads) throws IOException {
    ExecutorService executor = Executors.newFixedThreadPool(threads, PackingLine::worker);
    List<Future<Void>> workers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      workers.add(executor.submit(this::work));
    }
    executor.shutdown();
    IOException failure = null;
    for (Future<Void> worker : workers) {
      try {
        worker.get();
      } catch (InterruptedException e) {
        // The workers end by themselves: an interrupt would close the file that one reads.
        stop();
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while pages were packed");
      } catch (ExecutionException e) {
        failure = failure == null ? failureOf(e.getCause()) : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private static IOException failureOf(Throwable cause) {
    return cause instanceof IOException io
        ? io
        : new IOException("packing pages failed: " + cause, cause);
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "page-packer");
    thread.setDaemon(true);
    return thread;
  }

  private Void work() throws IOException {
    // The capture agent packs nothing and has no compressors to load with PagePacker.
    try (PagePacker packer = compression == Compression.NONE ? null : PagePacker.of(compression)) {
      for (PackedBatch batch = take(); batch != null; batch = take()) {
        batch.fill(memory, frames);
        if (packer == null) {
          batch.copy(tellingZeros);
        } else {
          batch.pack(tellingZeros, packer);
        }
        pass(batch);
      }
      return null;
    } finally {
      // For the others, if this one failed; else there is nothing left to take.
      stop();
    }
  }

  /** The next batch to fill; null if there is none, or another thread failed. */
  private synchronized PackedBatch take() throws InterruptedIOException {
    try {
      while (idle.isEmpty() && !stopped && nextFrame < frames.end()) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while pages were packed");
    }
    if (stopped || nextFrame >= frames.end()) {
      return null;
    }
    PackedBatch batch = idle.poll();
    batch.begin(taken++, nextFrame);
    nextFrame = frames.after(nextFrame, BATCH_PAGES);
    return batch;
  }

  /** Places what is next in order, and writes it; a batch that must wait is left to another. */
  private void pass(PackedBatch batch) throws IOException {
    List<PackedBatch> mine = new ArrayList<>();
    for (PackedBatch next = nextToPlace(batch); next != null; next = nextToPlace(null)) {
      next.placeAt(placement.place(next));
      if (sink.isConcurrent()) {
        mine.add(next);
      } else {
        write(next);
      }
    }
    for (PackedBatch next : mine) {
      write(next);
    }
  }

  /** Null if the next in order is not packed yet, or another thread is placing. */
  private synchronized PackedBatch nextToPlace(PackedBatch more) {
    if (more != null) {
      packed.put(more.number(), more);
      if (placing) {
        return null;
      }
    }
    PackedBatch next = packed.remove(placed);
    placing = next != null;
    placed += placing ? 1 : 0;
    return next;
  }

  private void write(PackedBatch batch) throws IOException {
    sink.write(batch.offset(), batch.output());
    synchronized (this) {
      idle.add(batch);
      notifyAll();
    }
  }

  private synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}
