package org.kexshot.store.manifest;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.store.file.RepositoryLayout;

/**
 * A manifest's file, which of a forgotten snapshot is a tombstone. Names are taken apart by hand: a
 * list of ten thousand must not take a pattern each.
 *
 * @param name what the file's name says
 * @param forgottenAt of a tombstone
 */
record ManifestName(SnapshotName name, Path file, Optional<Instant> forgottenAt) {
  private static final int SEQUENCE_DIGITS = 8;
  private static final int ID_END = SEQUENCE_DIGITS + 1 + 64;
  private static final String MANIFEST = ".json";
  private static final String FORGOTTEN = ".forgotten";

  /** Digits of a date, {@code T}, those of a time, and {@code Z}. */
  private static final int TIME_LENGTH = 16;

  /** What a file's name says; empty if it is no manifest's. */
  static Optional<ManifestName> of(Path file) {
    String text = file.getFileName().toString();
    if (text.length() <= ID_END
        || text.charAt(SEQUENCE_DIGITS) != '-'
        || !isHex(text, 0, SEQUENCE_DIGITS, '9')
        || !isHex(text, SEQUENCE_DIGITS + 1, ID_END, 'f')) {
      return Optional.empty();
    }
    SnapshotName name =
        new SnapshotName(
            Integer.parseInt(text, 0, SEQUENCE_DIGITS, 10),
            text.substring(SEQUENCE_DIGITS + 1, ID_END));
    String rest = text.substring(ID_END);
    if (rest.equals(MANIFEST)) {
      return Optional.of(new ManifestName(name, file, Optional.empty()));
    }
    return isTombstone(rest)
        ? Optional.of(new ManifestName(name, file, Optional.of(time(rest))))
        : Optional.empty();
  }

  private static boolean isHex(String text, int from, int to, char highest) {
    for (int i = from; i < to; i++) {
      char digit = text.charAt(i);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > highest)) {
        return false;
      }
    }
    return true;
  }

  /** As {@code .20260131T123000Z.forgotten}. */
  private static boolean isTombstone(String rest) {
    return rest.length() == 1 + TIME_LENGTH + FORGOTTEN.length()
        && rest.endsWith(FORGOTTEN)
        && rest.charAt(0) == '.'
        && rest.charAt(9) == 'T'
        && rest.charAt(TIME_LENGTH) == 'Z'
        && isHex(rest, 1, 9, '9')
        && isHex(rest, 10, TIME_LENGTH, '9');
  }

  /** Whatever the digits, the name is that of a tombstone. */
  private static Instant time(String rest) {
    try {
      return RepositoryLayout.tombstoneTime(rest.substring(1, 1 + TIME_LENGTH));
    } catch (DateTimeException noTime) {
      return Instant.EPOCH;
    }
  }

  boolean isLiving() {
    return forgottenAt.isEmpty();
  }

  int sequence() {
    return name.sequence();
  }

  String id() {
    return name.id();
  }

  /** Whether it is of the same snapshot; a record's own comparison is slow to begin with. */
  boolean isOf(SnapshotName other) {
    return name.sequence() == other.sequence() && name.id().equals(other.id());
  }
}
