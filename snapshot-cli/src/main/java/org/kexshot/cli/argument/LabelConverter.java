package org.kexshot.cli.argument;

import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a snapshot's label from the command line, by which the snapshot can be found again. */
public final class LabelConverter implements ITypeConverter<String> {
  /** In UTF-16 units: as a file's name, and as much as a list can show. */
  private static final int MOST = 255;

  /** What Java puts in the place of letters that the locale does not have. */
  private static final char UNREADABLE = '\uFFFD';

  private static final Pattern REFERENCE = Pattern.compile("latest(~.*)?|@last(-.*)?");

  @Override
  public String convert(String text) {
    Optional<String> objection = objection(text);
    if (objection.isPresent()) {
      throw new TypeConversionException(objection.get());
    }
    return text;
  }

  /** Why it cannot be a label; empty if it can. */
  public static Optional<String> objection(String text) {
    if (text.isBlank()) {
      return Optional.of("a label that is not blank expected");
    }
    if (REFERENCE.matcher(text).matches()) {
      return Optional.of("'%s' means the newest snapshots; give another label".formatted(text));
    }
    if (text.indexOf(UNREADABLE) >= 0) {
      return Optional.of(
          "a label that the locale can express expected: its letters are those of %s; set LC_ALL=C.UTF-8"
              .formatted(System.getProperty("native.encoding")));
    }
    if (text.length() > MOST) {
      return Optional.of(
          "a label of at most %d letters expected, this one has %d".formatted(MOST, text.length()));
    }
    return Optional.empty();
  }
}
