package org.kexshot.store;

import java.util.Random;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.PageState;

/**
 * Images of two ranges of RAM with pages of every kind: unlike, alike, zero, excluded, unreadable.
 */
final class RandomImages {
  private static final PageState[] ABSENT = {PageState.EXCLUDED, PageState.UNREADABLE};

  private RandomImages() {}

  static MemoryDump image(Random random) {
    long second = 0x400000L + random.nextInt(64) * 4096L;
    MemoryDump image =
        new MemoryDump(
            new PhysicalRange(0x1000, 0x1000 + (1 + random.nextInt(600)) * 4096L),
            new PhysicalRange(second, second + (1 + random.nextInt(300)) * 4096L));
    return fill(image, random, 1.0);
  }

  static MemoryDump changed(MemoryDump image, Random random) {
    return fill(image.copy(), random, 0.1);
  }

  private static MemoryDump fill(MemoryDump image, Random random, double share) {
    for (PhysicalRange range : image.ram()) {
      for (long frame = range.start() >>> 12; frame < range.end() >>> 12; frame++) {
        if (random.nextDouble() < share) {
          fillFrame(image, random, frame);
        }
      }
    }
    return image;
  }

  private static void fillFrame(MemoryDump image, Random random, long frame) {
    byte[] page = new byte[4096];
    switch (random.nextInt(5)) {
      case 0 -> image.page(frame, page);
      case 1 -> image.absent(frame, ABSENT[random.nextInt(2)]);
      case 2 -> {
        random.nextBytes(page);
        image.page(frame, page);
      }
      case 3 -> {
        page[4095] = (byte) (1 + random.nextInt(4));
        image.page(frame, page);
      }
      default -> {
        new Random(random.nextInt(20)).nextBytes(page);
        image.page(frame, page);
      }
    }
  }
}
