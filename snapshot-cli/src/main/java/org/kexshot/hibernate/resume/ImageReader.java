package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
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
 * checksum with what the capture kernel computed. While the device gives two batches, so that it
 * need not wait for the next question, the processors sum those before.
 */
final class ImageReader {
  private static final int BATCH = 2048;
  private static final String READING = "the image was read";

  private final List<RawDevice> devices;
  private final ImageOnDevice image;
  private final Placement placement;
  private final DumpSum sum = new DumpSum();

  /**
   * Pages of the image that are read together.
   *
   * @param end index of the page behind the last one
   * @param addresses where to, virtual
   * @param lengths of each of these places, in bytes
   * @param places how many
   */
  private record Batch(int start, int end, long[] addresses, int[] lengths, int places) {}

  private ImageReader(List<RawDevice> devices, ImageOnDevice image, Placement placement) {
    this.devices = devices;
    this.image = image;
    this.placement = placement;
  }

  /**
   * Reads all pages.
   *
   * @throws HibernationException if they are not what was written
   */
  static void read(RawDevice device, ImageOnDevice image, Placement placement) throws IOException {
    try (RawDevice again = RawDevice.openForReading(device.path())) {
      List<RawDevice> devices = List.of(device, again);
      ExecutorService reading =
          Executors.newFixedThreadPool(devices.size(), work -> new Thread(work, "image-reader"));
      ExecutorService summing =
          Executors.newFixedThreadPool(
              Runtime.getRuntime().availableProcessors(), work -> new Thread(work, "image-sum"));
      try {
        new ImageReader(devices, image, placement).read(reading, summing);
      } finally {
        end(reading);
        end(summing);
      }
    }
  }

  /** Nothing reads to a place, or by a device, that is given up next. */
  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    Futures.awaitEnd(threads);
  }

  private void read(ExecutorService reading, ExecutorService summing) throws IOException {
    Deque<Future<Batch>> batches = new ArrayDeque<>();
    Deque<Future<DumpSum.Part>> parts = new ArrayDeque<>();
    int next = 0;
    int asked = 0;
    while (next < placement.count() || !batches.isEmpty()) {
      if (next < placement.count() && batches.size() < devices.size()) {
        Batch batch = batch(next);
        RawDevice device = devices.get(asked++ % devices.size());
        batches.add(reading.submit(() -> read(device, batch)));
        next = batch.end();
        continue;
      }
      Batch batch = Futures.get(batches.remove(), READING);
      parts.add(summing.submit(() -> sumOf(batch)));
      while (!parts.isEmpty() && parts.peek().isDone()) {
        sum.append(Futures.get(parts.remove(), READING));
      }
    }
    for (Future<DumpSum.Part> part : parts) {
      sum.append(Futures.get(part, READING));
    }
    addBitmaps();
    if (!sum.value().equals(image.answer().dumpSum())) {
      throw new HibernationException(
          ("%s: the hibernation image is damaged: its checksum is %s, %s was written; it is not"
                  + " resumed")
              .formatted(device().path(), sum.value(), image.answer().dumpSum()));
    }
  }

  private DumpSum.Part sumOf(Batch batch) {
    DumpSum part = new DumpSum();
    for (int at = batch.start(); at < batch.end(); ) {
      int together = placement.contiguous(at, batch.end() - at);
      part.add(placement.bytes(at, together));
      at += together;
    }
    return part.part();
  }

  private Batch batch(int start) {
    long[] addresses = new long[RawDevice.PLACES];
    int[] lengths = new int[RawDevice.PLACES];
    int end = start;
    int places = 0;
    while (end < placement.count() && end - start < BATCH && places < RawDevice.PLACES) {
      int together = placement.contiguous(end, BATCH - (end - start));
      addresses[places] = placement.address(end);
      lengths[places++] = together * Page.SIZE;
      end += together;
    }
    return new Batch(start, end, addresses, lengths, places);
  }

  private static Batch read(RawDevice device, Batch batch) throws IOException {
    device.readTo(
        DeviceLayout.DUMP + (long) batch.start() * Page.SIZE,
        batch.addresses(),
        batch.lengths(),
        batch.places());
    return batch;
  }

  private void addBitmaps() throws IOException {
    long end = image.mark().size();
    for (long at = image.mark().pagesSize(); at < end; at += RawDevice.TRANSFER) {
      int length = (int) Math.min(RawDevice.TRANSFER, end - at);
      device().read(DeviceLayout.DUMP + at, length);
      sum.add(device().buffer().clear().limit(length));
    }
  }

  private RawDevice device() {
    return devices.get(0);
  }
}
