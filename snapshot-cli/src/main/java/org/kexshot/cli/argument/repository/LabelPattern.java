package org.kexshot.cli.argument.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A label of many snapshots: {@code {name}} stands for the file's name, {@code {stem}} for what of
 * it stands before its first dot, {@code {n}} for its number among those given, and {@code {mtime}}
 * for when it was last written, in UTC.
 *
 * @param text with those in it, or none
 */
public record LabelPattern(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{([a-z]+)}");

  /** Whether it makes one label of all. */
  public boolean isConstant() {
    return !PLACE.matcher(text).find();
  }

  /**
   * The label of one.
   *
   * @param file empty for standard input
   * @param nameless what is taken for the name of that
   * @param number from 1
   * @throws IllegalArgumentException if the pattern names what is not known
   */
  public String fill(Optional<Path> file, String nameless, int number) throws IOException {
    String name = file.map(path -> Objects.toString(path.getFileName(), "")).orElse(nameless);
    Matcher place = PLACE.matcher(text);
    StringBuilder filled = new StringBuilder();
    while (place.find()) {
      place.appendReplacement(
          filled, Matcher.quoteReplacement(value(place.group(1), name, file, number)));
    }
    return place.appendTail(filled).toString();
  }

  private static String value(String place, String name, Optional<Path> file, int number)
      throws IOException {
    return switch (place) {
      case "name" -> name;
      case "stem" -> stem(name);
      case "n" -> Integer.toString(number);
      case "mtime" -> writtenAt(file);
      default ->
          throw new IllegalArgumentException(
              "a label's {%s} stands for nothing; {name}, {stem}, {n} and {mtime} do"
                  .formatted(place));
    };
  }

  private static String writtenAt(Optional<Path> file) throws IOException {
    if (file.isEmpty()) {
      throw new IllegalArgumentException("standard input has no {mtime} for its label");
    }
    return Files.getLastModifiedTime(file.get())
        .toInstant()
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  /** A name that begins with a dot has no other stem than itself. */
  private static String stem(String name) {
    int dot = name.indexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }
}
