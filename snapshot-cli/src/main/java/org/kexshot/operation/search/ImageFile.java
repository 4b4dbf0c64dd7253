package org.kexshot.operation.search;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.operation.Image;
import org.kexshot.store.read.StoredPages;

/** One image that is no snapshot, in which each frame but those of zeros has a page of its own. */
final class ImageFile implements SearchedImages {
  /** The lower numbers have a meaning of their own. */
  private static final long FIRST = 2;

  private final Image image;
  private final String reference;
  private final PhysicalMemory memory;
  private final PfnSet present;
  private final PfnSet zeros;

  /** Takes over the image, which it closes with itself. */
  ImageFile(Image image, String reference) throws IOException {
    this.image = image;
    this.reference = reference;
    this.memory = image.physical();
    this.present = memory.presentFrames();
    this.zeros = memory.zeroFrames();
  }

  @Override
  public int count() {
    return 1;
  }

  @Override
  public void forEachRun(int index, StoredPages.RunVisitor visitor) throws IOException {
    for (long at = present.nextIn(0); at < present.end(); at = present.nextIn(at)) {
      long end = present.nextOut(at);
      while (at < end) {
        boolean zero = zeros.contains(at);
        long stop = Math.min(end, zero ? zeros.nextOut(at) : zeros.nextIn(at));
        visitor.run(at, stop - at, page(index, at));
        at = stop;
      }
    }
  }

  @Override
  public long page(int index, long frame) {
    if (frame < 0 || frame >= present.end() || !present.contains(frame)) {
      return ABSENT;
    }
    return zeros.contains(frame) ? ZEROS : frame + FIRST;
  }

  @Override
  public void read(long page, byte[] into, int offset) throws IOException {
    if (page == ZEROS) {
      Arrays.fill(into, offset, offset + Page.SIZE, (byte) 0);
    } else {
      memory.readFrame(page - FIRST, ByteBuffer.wrap(into, offset, Page.SIZE));
    }
  }

  @Override
  public Image open(int index) {
    return image;
  }

  /** It is needed until all is closed. */
  @Override
  public void release(Image opened) {}

  @Override
  public String reference(int index) {
    return reference;
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
