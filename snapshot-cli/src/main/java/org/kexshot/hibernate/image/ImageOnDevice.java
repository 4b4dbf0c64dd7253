package org.kexshot.hibernate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.PfnSet;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.linux.DirectRegion;
import org.kexshot.linux.RawDevice;
import org.kexshot.memory.BufferedMemory;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.ResidentMemory;

/**
 * A whole hibernation image on a device.
 *
 * @param mark its shape
 * @param answer with its checksum
 * @param system of which it is
 * @param contents frames that have a page in it
 * @param zeros frames that hold zeros
 */
public record ImageOnDevice(
    HibernationMark mark, Answer answer, HibernatedSystem system, PfnSet contents, PfnSet zeros) {
  private static final long MOST_FRAMES = 1L << 32;

  /**
   * Reads all but the pages.
   *
   * @param size of the device in bytes
   * @throws HibernationException if there is no image, or one that is damaged or not whole
   */
  public static ImageOnDevice read(RawDevice device, long size) throws IOException {
    HibernationMark mark =
        HibernationMark.readFrom(device)
            .orElseThrow(() -> refused(device, "it holds no hibernated system"));
    if (mark.state() == HibernationMark.State.ASKED) {
      throw refused(device, "its hibernation image was never finished");
    }
    Answer answer =
        Answer.readFrom(device)
            .filter(a -> a.request().equals(mark.request()) && a.state() == Answer.State.DONE)
            .orElseThrow(() -> refused(device, "its hibernation image has no checksum"));
    HibernatedSystem system =
        HibernatedSystem.readFrom(device)
            .filter(s -> s.request().equals(mark.request()))
            .orElseThrow(
                () -> refused(device, "the description of its hibernated system is damaged"));
    boolean possible =
        mark.endPfn() > 0
            && mark.endPfn() < MOST_FRAMES
            && mark.pages() >= 0
            && mark.pages() <= mark.endPfn()
            && mark.size() == answer.dumpLength();
    if (!possible || mark.size() > size - DeviceLayout.DUMP) {
      throw refused(
          device,
          "its hibernation image has %d pages of %d frames in %d bytes, and the device ends at %d"
              .formatted(mark.pages(), mark.endPfn(), answer.dumpLength(), size));
    }
    long bitmap = DeviceLayout.DUMP + mark.pagesSize();
    PfnSet contents = readBitmap(device, bitmap, mark.endPfn());
    PfnSet zeros =
        readBitmap(device, bitmap + HibernationMark.bitmapSize(mark.endPfn()), mark.endPfn());
    if (contents.count() != mark.pages() || zeros.count() != mark.zeroPages()) {
      throw refused(
          device,
          "its hibernation image has %d pages and %d of zeros by its bitmaps, %d and %d by its head"
              .formatted(contents.count(), zeros.count(), mark.pages(), mark.zeroPages()));
    }
    return new ImageOnDevice(mark, answer, system, contents, zeros);
  }

  private static HibernationException refused(RawDevice device, String why) {
    return new HibernationException(device.path() + ": " + why);
  }

  private static PfnSet readBitmap(RawDevice device, long offset, long endPfn) throws IOException {
    PfnSet frames = new PfnSet(endPfn);
    long size = HibernationMark.bitmapSize(endPfn);
    for (long done = 0; done < size; done += RawDevice.TRANSFER) {
      int length = (int) Math.min(RawDevice.TRANSFER, size - done);
      device.read(offset + done, length);
      ByteBuffer words = device.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
      words.clear().limit(length);
      for (long index = done / Long.BYTES; words.hasRemaining(); index++) {
        long word = words.getLong();
        if (index < frames.wordCount()) {
          frames.setWord(index, word);
        }
      }
    }
    return frames;
  }

  /**
   * Makes sure that it was not resumed before.
   *
   * @throws HibernationException if it was
   */
  public void requireUnused(RawDevice device) throws HibernationException {
    if (mark.state() == HibernationMark.State.USED) {
      throw refused(
          device,
          "its hibernated system was resumed already, and ran on: resumed again it would destroy its"
              + " file systems");
    }
  }

  /** The system's memory as it saw it, read from the device as it is asked for. */
  public PhysicalMemory memory(RawDevice device) {
    DirectRegion pages =
        new DirectRegion(device, DeviceLayout.DUMP, mark.pagesSize(), (position, bytes) -> {});
    return new BufferedMemory(
        system.ram(),
        contents,
        zeros,
        (offset, length) -> {
          ByteBuffer bytes = ByteBuffer.allocate(length);
          pages.read(offset, bytes);
          return bytes.flip();
        });
  }

  /**
   * Which frames the system's jump exchanged: what it had in one must be put into the other, for on
   * its way back it exchanges them again.
   */
  public KexecPageList exchanged(RawDevice device) throws IOException {
    return KexecPageList.read(
        new ResidentMemory(memory(device)), system.architecture(), system.kimageHead());
  }
}
