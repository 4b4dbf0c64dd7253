package org.kexshot.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which distribution of Linux a system is.
 *
 * @param ids its own name and those of the ones that it derives from, nearest first, in lower case;
 *     none if it does not tell
 */
public record Distribution(List<String> ids) {
  private static final List<Path> FILES =
      List.of(Path.of("/etc/os-release"), Path.of("/usr/lib/os-release"));

  public Distribution {
    ids = List.copyOf(ids);
  }

  /** This system's. */
  public static Distribution read() throws IOException {
    for (Path file : FILES) {
      if (Files.isReadable(file)) {
        return parse(Files.readAllLines(file));
      }
    }
    return new Distribution(List.of());
  }

  /**
   * Of the lines of its {@code os-release}, which are assignments of a shell (os-release(5)): of
   * {@code ID}, and {@code ID_LIKE} with words.
   */
  static Distribution parse(List<String> lines) {
    List<String> ids = new ArrayList<>();
    for (String name : List.of("ID=", "ID_LIKE=")) {
      for (String line : lines) {
        if (line.startsWith(name)) {
          String value = line.substring(name.length()).replaceAll("[\"']", "").strip();
          ids.addAll(List.of(value.split("\\s+")));
        }
      }
    }
    ids.removeIf(String::isEmpty);
    return new Distribution(ids);
  }
}
