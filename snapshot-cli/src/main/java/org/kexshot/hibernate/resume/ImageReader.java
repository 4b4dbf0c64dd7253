package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.kexshot.address.Page;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.linux.RawDevice;

/**
 * Reads an image's pages from the device straight to their places, in order, and compares the
 * checksum with what the capture kernel computed. While one batch is summed, the device gives the
 * next.
 */
final class ImageReader {
  private static final int BATCH = 2048;

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
    ExecutorService reader =
        Executors.newSingleThreadExecutor(work -> new Thread(work, "image-reader"));
    try {
      new ImageReader(device, image, placement).read(reader);
    } finally {
      reader.shutdownNow();
    }
  }

  private void read(ExecutorService reader) throws IOException {
    int count = placement.count();
    Future<Integer> reading = reader.submit(() -> readBatch(0));
    for (int done = 0; done < count; ) {
      int end = await(reading);
      if (end < count) {
        reading = reader.submit(() -> readBatch(end));
      }
      for (int at = done; at < end; ) {
        int together = placement.contiguous(at, end - at);
        sum.add(placement.bytes(at, together));
        at += together;
      }
      done = end;
    }
    await(reading);
    addBitmaps();
    if (!sum.value().equals(image.answer().dumpSum())) {
      throw new HibernationException(
          ("%s: the hibernation image is damaged: its checksum is %s, %s was written; it is not"
                  + " resumed")
              .formatted(device.path(), sum.value(), image.answer().dumpSum()));
    }
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

  private static int await(Future<Integer> reading) throws IOException {
    try {
      return reading.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the image was read");
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }
}
