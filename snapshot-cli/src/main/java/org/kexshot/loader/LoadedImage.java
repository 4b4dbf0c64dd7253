package org.kexshot.loader;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.OwnImage.Purpose;
import org.kexshot.kexec.RunRecord;

/**
 * An image that was loaded as the user named it.
 *
 * @param file as the user named it
 * @param format of the file
 * @param comesBack whether a jump into it comes back
 * @param entry physical address of what was loaded
 * @param bytes of memory that it takes
 * @param loadedAt when
 */
public record LoadedImage(
    String file, Format format, boolean comesBack, long entry, long bytes, Instant loadedAt) {
  private static final RunRecord RECORD = new RunRecord("plain");

  /** What a file is. */
  public enum Format {
    BZIMAGE("Linux kernel (bzImage)"),
    KERNEL("Linux kernel (ELF)"),
    PROGRAM("program (ELF)");

    private final String words;

    Format(String words) {
      this.words = words;
    }

    /** For people. */
    public String inWords() {
      return words;
    }
  }

  /** What is loaded; empty if nothing is, or something else. */
  public static Optional<OwnImage> current() throws IOException {
    return OwnImage.current().filter(image -> image.purpose().isPlain());
  }

  /** What is known of the image that is loaded; empty if its record is missing or damaged. */
  static Optional<LoadedImage> recorded() throws IOException {
    return RECORD.readAs(LoadedImage::of);
  }

  /** What its jump does, by which it is known in the kernel's place for images. */
  Purpose purpose() {
    return comesBack ? Purpose.PLAIN : Purpose.RESTART;
  }

  void write() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("file", file.replace('\n', ' '));
    values.put("format", format.name());
    values.put("comes.back", Boolean.toString(comesBack));
    values.put("entry", Long.toHexString(entry));
    values.put("bytes", Long.toString(bytes));
    values.put("loaded.at", loadedAt.toString());
    RECORD.write(values);
  }

  static void forget() throws IOException {
    RECORD.delete();
  }

  private static LoadedImage of(Map<String, String> values) {
    return new LoadedImage(
        values.get("file"),
        Format.valueOf(values.get("format")),
        Boolean.parseBoolean(values.get("comes.back")),
        Long.parseUnsignedLong(values.get("entry"), 16),
        Long.parseLong(values.get("bytes")),
        Instant.parse(values.get("loaded.at")));
  }
}
