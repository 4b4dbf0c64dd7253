package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kexshot.address.Page;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.io.Futures;
import org.kexshot.linux.RawDevice;

/**
 * Reads an image's pages from the device straight to their places, in order, and compares the
 * checksum with what the capture kernel computed. While the device gives a batch, the processors
 * sum those before.
 */
final class ImageReader {
  private static final int BATCH = 2048;
  private static final String READING = "the image was read";

  private final RawDevice device;
  private final ImageOnDevice image;
  private final Placement placement;
  private final DumpSum sum = new DumpSum();
  private final long[] addresses = new long[RawDevice.PLACES];
  private final int[] lengths = new int[RawDevice.PLACES];

  private ImageReader(RawDevice device, ImageOnDevice image, Placement placement) {
    this.device = device;
    this.image = image;
    this.placement = placement;
  }

  /**
   * Reads all pages.
   *
   * @throws HibernationException if they are not what was written
   */
  static void read(RawDevice device, ImageOnDevice image, Placement placement) throws IOException {
    ExecutorService reading =
        Executors.newSingleThreadExecutor(work -> new Thread(work, "image-reader"));
    ExecutorService summing =
        Executors.newFixedThreadPool(
            Runtime.getRuntime().availableProcessors(), work -> new Thread(work, "image-sum"));
    try {
      new ImageReader(device, image, placement).read(reading, summing);
    } finally {
      reading.shutdownNow();
      summing.shutdownNow();
    }
  }

  private void read(ExecutorService reading, ExecutorService summing) throws IOException {
    int count = placement.count();
    Deque<Future<DumpSum.Part>> parts = new ArrayDeque<>();
    Future<Integer> batch = reading.submit(() -> readBatch(0));
    for (int done = 0; done < count; ) {
      int start = done;
      int end = Futures.get(batch, READING);
      if (end < count) {
        batch = reading.submit(() -> readBatch(end));
      }
      parts.add(summing.submit(() -> sumOf(start, end)));
      while (!parts.isEmpty() && parts.peek().isDone()) {
        sum.append(Futures.get(parts.remove(), READING));
      }
      done = end;
    }
    Futures.get(batch, READING);
    for (Future<DumpSum.Part> part : parts) {
      sum.append(Futures.get(part, READING));
    }
    addBitmaps();
    if (!sum.value().equals(image.answer().dumpSum())) {
      throw new HibernationException(
          ("%s: the hibernation image is damaged: its checksum is %s, %s was written; it is not"
                  + " resumed")
              .formatted(device.path(), sum.value(), image.answer().dumpSum()));
    }
  }

  /** Of pages that are read. */
  private DumpSum.Part sumOf(int start, int end) {
    DumpSum part = new DumpSum();
    for (int at = start; at < end; ) {
      int together = placement.contiguous(at, end - at);
      part.add(placement.bytes(at, together));
      at += together;
    }
    return part.part();
  }

  /** Index of the page behind the last one of the batch. */
  private int readBatch(int first) throws IOException {
    int end = first;
    int places = 0;
    while (end < placement.count() && end - first < BATCH && places < RawDevice.PLACES) {
      int together = placement.contiguous(end, BATCH - (end - first));
      addresses[places] = placement.address(end);
      lengths[places++] = together * Page.SIZE;
      end += together;
    }
    if (places > 0) {
      device.readTo(DeviceLayout.DUMP + (long) first * Page.SIZE, addresses, lengths, places);
    }
    return end;
  }

  private void addBitmaps() throws IOException {
    long end = image.mark().size();
    for (long at = image.mark().pagesSize(); at < end; at += RawDevice.TRANSFER) {
      int length = (int) Math.min(RawDevice.TRANSFER, end - at);
      device.read(DeviceLayout.DUMP + at, length);
      sum.add(device.buffer().clear().limit(length));
    }
  }
}
