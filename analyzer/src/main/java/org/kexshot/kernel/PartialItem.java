package org.kexshot.kernel;

import java.io.IOException;
import java.util.Optional;

/**
 * Reads an item part by part, where parts lie behind pointers of their own: one that cannot be read
 * is a problem noted, and the item keeps the others.
 */
public final class PartialItem {
  private final Problems problems;
  private final String item;

  /**
   * @param item what the parts are of, in words, for problems
   */
  public PartialItem(Problems problems, String item) {
    this.problems = problems;
    this.item = item;
  }

  /** What reads a part. */
  public interface Reader<T> {
    T read() throws IOException;
  }

  /** A part; empty if it cannot be read. */
  public <T> Optional<T> read(String part, Reader<T> reader) {
    try {
      return Optional.of(reader.read());
    } catch (IOException fault) {
      problems.addPart("%s of %s: %s", part, item, fault.getMessage());
      return Optional.empty();
    }
  }
}
