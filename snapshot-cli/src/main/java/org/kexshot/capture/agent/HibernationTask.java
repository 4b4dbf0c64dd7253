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

/**
 * Writes A's memory to the device so that another kernel can read it straight to where it belongs:
 * {@link HibernationMark} has the shape. A page that cannot be read is no image.
 *
 * @param handover what the loader knew of A
 * @param entered {@link System#nanoTime} when this kernel was entered
 */
record HibernationTask(RawDevice device, Request request, Handover handover, long entered) {
  private static final Path VMCORE = Path.of("/proc/vmcore");
  private static final int PAGES_AT_ONCE = 64;

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
      try (RawDevice again = RawDevice.openForWriting(device.path());
          DeviceChannel channel =
              new DeviceChannel(device, again, DeviceLayout.DUMP, request.capacity())) {
        writePages(system, kept, zeros, channel);
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
   * @param zeros gets the frames that hold zeros, which are not written
   */
  private static void writePages(
      StoppedSystem system, PfnSet kept, PfnSet zeros, DeviceChannel channel) throws IOException {
    ByteBuffer pages = ByteBuffer.allocate(PAGES_AT_ONCE * Page.SIZE);
    ByteBuffer zeroPage = ByteBuffer.allocate(Page.SIZE);
    for (long pfn = kept.nextIn(0); pfn < kept.end(); ) {
      long end = Math.min(kept.nextOut(pfn), pfn + PAGES_AT_ONCE);
      pages.clear();
      for (long frame = pfn; frame < end; frame++) {
        pages.limit(pages.position() + Page.SIZE);
        system.memory().readFrame(frame, pages);
      }
      int unwritten = 0;
      int at = 0;
      for (; pfn < end; pfn++, at += Page.SIZE) {
        if (zeroPage.mismatch(pages.slice(at, Page.SIZE)) < 0) {
          zeros.add(pfn);
          channel.write(pages.slice(unwritten, at - unwritten));
          unwritten = at + Page.SIZE;
        }
      }
      channel.write(pages.slice(unwritten, at - unwritten));
      pfn = kept.nextIn(pfn);
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
