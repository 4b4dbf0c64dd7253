package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.capture.channel.Request;
import org.kexshot.filter.PageCounts;
import org.kexshot.filter.PageKind;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.linux.MappedRegion;
import org.kexshot.linux.RawDevice;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;

/**
 * Writes A's memory to the device so that another kernel can read it straight to where it belongs:
 * {@link HibernationMark} has the shape. A page that cannot be read is no image.
 *
 * @param handover what the loader knew of A
 * @param entered {@link System#nanoTime} when this kernel was entered
 */
record HibernationTask(RawDevice device, Request request, Handover handover, long entered) {
  private static final Path VMCORE = Path.of("/proc/vmcore");

  /**
   * An image that was written.
   *
   * @param answer to be given before the mark
   * @param mark that the image is whole
   */
  record Written(Answer answer, HibernationMark mark) {}

  Written run() throws IOException {
    long begun = System.nanoTime();
    try (MappedRegion file = MappedRegion.open(VMCORE);
        Dump vmcore = DumpFiles.open(file, () -> {})) {
      StoppedSystem system = StoppedSystem.in(vmcore, request, handover);
      long filtered = System.nanoTime();
      PfnSet kept = system.selection().kept();
      PfnSet contents = kept.copy();
      PfnSet zeros = new PfnSet(kept.end());
      try (DeviceChannel channel =
          DeviceChannel.open(device.path(), DeviceLayout.DUMP, request.capacity())) {
        writePages(system.memory(), kept, zeros, channel);
        contents.removeAll(zeros);
        writeBitmap(contents, channel);
        writeBitmap(zeros, channel);
        channel.finish();
        HibernationMark mark =
            new HibernationMark(
                request.id(),
                HibernationMark.State.COMPLETE,
                system.site().returnAddress(),
                contents.count(),
                zeros.count(),
                kept.end());
        PageCounts counts =
            system.selection().counts().move(PageKind.KEPT, PageKind.ZERO, zeros.count());
        return new Written(
            Answer.done(
                request.id(),
                "",
                mark.size(),
                channel.sum(),
                CaptureFigures.ofKernel(
                    counts::get,
                    system.ownPages(),
                    0,
                    StoppedSystem.times(entered, begun, filtered))),
            mark);
      }
    }
  }

  /**
   * Reads pages to where the device takes them from: what follows one another is copied once, and
   * closes up over pages of zeros.
   *
   * @param zeros gets the frames that hold zeros, which are not written
   */
  static void writePages(PhysicalMemory memory, PfnSet kept, PfnSet zeros, DeviceChannel channel)
      throws IOException {
    ByteBuffer zeroPage = ByteBuffer.allocate(Page.SIZE);
    for (long pfn = kept.nextIn(0); pfn < kept.end(); pfn = kept.nextIn(pfn)) {
      ByteBuffer pages = channel.space();
      int length =
          (int) Math.min(kept.nextOut(pfn) - pfn << Page.SHIFT, pages.remaining() & -Page.SIZE);
      readPages(memory, pfn, pages.limit(length));
      int used = 0;
      for (int at = 0; at < length; at += Page.SIZE, pfn++) {
        if (zeroPage.mismatch(pages.slice(at, Page.SIZE)) < 0) {
          zeros.add(pfn);
          continue;
        }
        if (used < at) {
          pages.put(used, pages, at, Page.SIZE);
        }
        used += Page.SIZE;
      }
      channel.take(used);
    }
  }

  /** Fills a buffer with pages from one on. */
  static void readPages(PhysicalMemory memory, long pfn, ByteBuffer pages) throws IOException {
    int length = pages.limit();
    try {
      memory.read(pfn << Page.SHIFT, pages);
    } catch (MemoryFault notAllOfIt) {
      // A page that is RAM in part, such as the one where low memory ends.
      pages.limit(length);
      for (int at = 0; at < length; at += Page.SIZE) {
        memory.readFrame(pfn + (at >> Page.SHIFT), pages.slice(at, Page.SIZE));
      }
    }
  }

  private static void writeBitmap(PfnSet frames, DeviceChannel channel) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(Page.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    long words = HibernationMark.bitmapSize(frames.end()) / Long.BYTES;
    for (long word = 0; word < words; word++) {
      page.putLong(word < frames.wordCount() ? frames.word(word) : 0);
      if (!page.hasRemaining()) {
        channel.write(page.flip());
        page.clear();
      }
    }
  }
}
