package org.kexshot.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.kexshot.address.Page;
import org.kexshot.linux.LockedMemory;
import org.kexshot.linux.kcore.KernelCore;

/**
 * Shows in a guest whether an image of it is of one instant. A process stamps all its pages with
 * one rising number, the first page first, again and again. Of one instant, the stamps of page
 * after page never rise, and the highest is at most one above the lowest.
 *
 * <pre>
 *   Stamps stamp PAGES PLACE   stamps for ever; PLACE gets the address and the pages' frames
 *   Stamps judge IMAGE         counts in the bytes of these pages, one after the other
 *   Stamps live PLACE          copies the pages through /proc/kcore while all goes on, and counts
 * </pre>
 */
public final class Stamps {

  private Stamps() {}

  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "stamp" -> stamp(Integer.parseInt(arguments[1]), Path.of(arguments[2]));
      case "judge" -> judge(ByteBuffer.wrap(Files.readAllBytes(Path.of(arguments[1]))));
      case "live" -> judge(copy(Files.readAllLines(Path.of(arguments[1]))));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void stamp(int pages, Path place) throws IOException {
    LockedMemory memory = LockedMemory.allocate((long) pages * Page.SIZE);
    StringBuilder text = new StringBuilder("0x%x%n".formatted(memory.start()));
    LongStream.of(memory.frames()).forEach(frame -> text.append(frame).append('\n'));
    Files.writeString(place, text, StandardCharsets.US_ASCII);
    ByteBuffer bytes = memory.bytes(0, pages * Page.SIZE);
    for (int stamp = 1; ; stamp++) {
      for (int page = 0; page < pages; page++) {
        bytes.putInt(page * Page.SIZE, stamp);
      }
    }
  }

  private static ByteBuffer copy(List<String> place) throws IOException {
    byte[] bytes = new byte[(place.size() - 1) * Page.SIZE];
    try (KernelCore core = KernelCore.open()) {
      for (int page = 0; page < place.size() - 1; page++) {
        long frame = Long.parseLong(place.get(page + 1));
        OptionalLong address = core.directAddress(frame * Page.SIZE, Page.SIZE);
        if (address.isEmpty()) {
          throw new IOException("frame 0x%x is not mapped directly".formatted(frame));
        }
        core.read(address.getAsLong(), bytes, page * Page.SIZE, Page.SIZE);
      }
    }
    return ByteBuffer.wrap(bytes);
  }

  private static void judge(ByteBuffer bytes) {
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    int violations = 0;
    int lowest = bytes.getInt(0);
    int highest = lowest;
    int pages = bytes.capacity() / Page.SIZE;
    for (int page = 1; page < pages; page++) {
      int stamp = bytes.getInt(page * Page.SIZE);
      if (stamp > bytes.getInt((page - 1) * Page.SIZE)) {
        violations++;
      }
      lowest = Math.min(lowest, stamp);
      highest = Math.max(highest, stamp);
    }
    System.out.printf(
        "%d pages, stamp %d, %d violations, skew %d%n",
        pages, highest, violations, Math.max(0, highest - lowest - 1));
  }
}
