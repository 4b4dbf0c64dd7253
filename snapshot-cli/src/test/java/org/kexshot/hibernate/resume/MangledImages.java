package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.kexshot.address.Page;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.linux.RawDevice;

/**
 * Mangles a hibernation image in many ways, a few bytes, blocks or a stretch each time, and reads
 * it as a resume does, up to where it would be loaded. None may be accepted that holds other pages
 * than the whole one, and each refusal is a sentence. {@code docs/benchmarks/uses-refused.sh} runs
 * it, as root.
 *
 * <pre>
 *   MangledImages DEVICE-FILE COUNT SEED
 * </pre>
 */
public final class MangledImages {
  private static final int HEAD = (int) DeviceLayout.DUMP;
  private static final int LONGEST = 1 << 16;

  private final Path file;
  private final long end;
  private final Random random;

  private MangledImages(Path file, long end, Random random) {
    this.file = file;
    this.end = end;
    this.random = random;
  }

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    long end;
    try (RawDevice raw = RawDevice.openForReading(file.toString())) {
      end = DeviceLayout.DUMP + ImageOnDevice.read(raw, Files.size(file)).mark().size();
    }
    if (attempt(file, Files.size(file)).isPresent()) {
      throw new IOException("the image is refused as it is: " + attempt(file, Files.size(file)));
    }
    int refused = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      MangledImages images =
          new MangledImages(file, end, new Random(Long.parseLong(arguments[2]) + i));
      String outcome = images.mangleAndTry();
      refused += outcome.isEmpty() ? 1 : 0;
      if (!outcome.isEmpty()) {
        wrong.add(i + ": " + outcome);
      }
    }
    wrong.forEach(System.out::println);
    System.out.println("%d of %d refused".formatted(refused, count));
    System.exit(wrong.isEmpty() ? 0 : 1);
  }

  /** Empty if it is refused as it should be. */
  private String mangleAndTry() throws IOException {
    long size = Files.size(file);
    int kind = random.nextInt(6);
    if (kind == 0) { // the device is too small
      long less = DeviceLayout.DUMP + (long) (random.nextDouble() * (end - DeviceLayout.DUMP));
      return judge("cut at " + less, attempt(file, less & -RawDevice.BLOCK), true);
    }
    long at =
        kind <= 2
            ? headOffset()
            : DeviceLayout.DUMP + (long) (random.nextDouble() * (end - DeviceLayout.DUMP));
    int length = kind % 2 == 0 ? 1 : 1 + random.nextInt(LONGEST);
    length = (int) Math.min(length, (at < HEAD ? HEAD : end) - at);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer before = ByteBuffer.allocate(length);
      channel.read(before, at);
      ByteBuffer other = ByteBuffer.allocate(length);
      byte[] bytes = other.array();
      switch (random.nextInt(3)) {
        case 0 -> random.nextBytes(bytes);
        case 1 -> {} // zeros: never written
        default -> { // torn: of another place
          channel.read(ByteBuffer.wrap(bytes), at >= HEAD ? HEAD : at + Page.SIZE);
        }
      }
      boolean changed = !before.flip().equals(other);
      channel.write(other.clear(), at);
      try {
        return judge(
            "%d bytes at 0x%x".formatted(length, at), attempt(file, size), changed && matters(at));
      } finally {
        channel.write(before.clear(), at);
      }
    }
  }

  /** Where something is read that lies before the pages. */
  private long headOffset() {
    long[] blocks = {DeviceLayout.ANSWER, DeviceLayout.HIBERNATION, DeviceLayout.MACHINE};
    return blocks[random.nextInt(blocks.length)] + random.nextInt(1500);
  }

  /** What is behind the text of a block is never read. */
  private static boolean matters(long at) {
    return at >= HEAD;
  }

  private static String judge(String what, Optional<String> refusal, boolean mustBeRefused) {
    if (refusal.isEmpty() && mustBeRefused) {
      return what + ": accepted";
    }
    return refusal.filter(why -> why.startsWith("!")).map(why -> what + ": " + why).orElse("");
  }

  /** Why it is refused; with an exclamation mark if that is no sentence for a user. */
  private static Optional<String> attempt(Path file, long size) {
    try (RawDevice raw = RawDevice.openForReading(file.toString());
        HeldMemory held = new HeldMemory(1L << 24)) {
      ImageOnDevice image = ImageOnDevice.read(raw, size);
      image.requireUnused(raw);
      Placement placement =
          Placement.of(image, image.exchanged(raw), image.system().captureRange(), held, 64L << 20);
      ImageReader.read(raw, image, placement);
      return Optional.empty();
    } catch (IOException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    } catch (RuntimeException | OutOfMemoryError fault) {
      return Optional.of("!" + fault);
    }
  }
}
