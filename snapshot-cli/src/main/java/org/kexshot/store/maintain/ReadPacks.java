package org.kexshot.store.maintain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;

/**
 * When which pack was last read whole, and whether it was sound then, so that a verification that
 * was given too little time goes on the next time. It is a cache: one that is missing or damaged is
 * empty, and a line counts only for a file that is as long as it was then.
 *
 * <pre>
 * kexshot verified 1
 * NUMBER BYTES TIME sound|damaged
 * </pre>
 */
final class ReadPacks {
  private static final String HEADER = "kexshot verified 1";
  private static final Pattern LINE =
      Pattern.compile("([0-9]{1,8}) ([0-9]{1,18}) (\\S{20,30}) (sound|damaged)");

  /**
   * What became of a pack when it was read.
   *
   * @param bytes of its file
   * @param when it was read
   */
  record Reading(long bytes, Instant when, boolean isSound) {}

  private final SortedMap<Integer, Reading> readings = new TreeMap<>();

  /** What is remembered. */
  static ReadPacks of(RepositoryFiles files) throws IOException {
    ReadPacks remembered = new ReadPacks();
    byte[] text;
    try {
      text = files.read(files.layout().verifiedPacks());
    } catch (NoSuchFileException | RepositoryException none) {
      return remembered;
    }
    String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\n");
    if (lines[0].equals(HEADER)) {
      for (String line : lines) {
        remembered.take(line);
      }
    }
    return remembered;
  }

  private void take(String line) {
    Matcher matched = LINE.matcher(line);
    if (matched.matches()) {
      try {
        readings.put(
            Integer.parseInt(matched.group(1)),
            new Reading(
                Long.parseLong(matched.group(2)),
                Instant.parse(matched.group(3)),
                matched.group(4).equals("sound")));
      } catch (DateTimeException damaged) {
        return;
      }
    }
  }

  /** The last reading of a pack whose file has that length. */
  Optional<Reading> last(int pack, long bytes) {
    return Optional.ofNullable(readings.get(pack)).filter(reading -> reading.bytes == bytes);
  }

  void add(int pack, long bytes, Instant when, boolean isSound) {
    readings.put(pack, new Reading(bytes, when.truncatedTo(ChronoUnit.SECONDS), isSound));
  }

  /** Writes it whole, or leaves what was there. */
  void keep(RepositoryFiles files) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    readings.forEach(
        (pack, reading) ->
            text.append(pack)
                .append(' ')
                .append(reading.bytes)
                .append(' ')
                .append(reading.when)
                .append(reading.isSound ? " sound\n" : " damaged\n"));
    files.makeDirectory(files.layout().cache());
    try (NewFile file = files.create("verified")) {
      file.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII)));
      file.commit(files.layout().verifiedPacks());
    }
  }
}
