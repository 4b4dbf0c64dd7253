package org.kexshot.format.raw;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ExtentMemory;
import org.kexshot.memory.PageState;

/**
 * Says which physical memory a raw image holds, and where. Read from text; the package describes
 * its grammar.
 */
public final class MemoryMap {
  private static final int MAXIMUM_BYTES = 1 << 20;
  private static final long PHYSICAL_LIMIT = 1L << 52;
  private static final String RAM = "System RAM";

  private static final Pattern RANGE =
      Pattern.compile(
          "(?:0x)?(?<first>\\p{XDigit}{1,16})-(?:0x)?(?<last>\\p{XDigit}{1,16})"
              + "(?:\\s*:\\s*(?<name>.*)|\\s+(?:0x)?(?<offset>\\p{XDigit}{1,16}))?");

  private final String name;
  private final List<ExtentMemory.Extent> extents = new ArrayList<>();
  private boolean packed;
  private long fileOffset;

  private MemoryMap(String name) {
    this.name = name;
  }

  /**
   * Reads a map from a file of at most 1 MiB, such as a copy of {@code /proc/iomem}.
   *
   * @throws DumpFormatException if a line is none of a map, ranges overlap, or there are none
   */
  public static MemoryMap read(Path file) throws IOException {
    byte[] text;
    try (InputStream stream = Files.newInputStream(file)) {
      text = stream.readNBytes(MAXIMUM_BYTES + 1);
    }
    if (text.length > MAXIMUM_BYTES) {
      throw new DumpFormatException(
          file.toString(), MAXIMUM_BYTES, "a memory map of more than 1 MiB; a text file expected");
    }
    return parse(file.toString(), new String(text, StandardCharsets.UTF_8));
  }

  /**
   * Parses a map.
   *
   * @param name what errors call it
   */
  public static MemoryMap parse(String name, String text) throws DumpFormatException {
    MemoryMap map = new MemoryMap(name);
    long offset = 0;
    for (String line : text.split("\n", -1)) {
      map.add(line, offset);
      offset += line.getBytes(StandardCharsets.UTF_8).length + 1;
    }
    map.check();
    return map;
  }

  private void add(String line, long at) throws DumpFormatException {
    int comment = line.indexOf('#');
    String text = (comment < 0 ? line : line.substring(0, comment)).strip();
    if (text.isEmpty()) {
      return;
    }
    if (text.equals("packed")) {
      packed = true;
      return;
    }
    Matcher range = RANGE.matcher(text);
    if (!range.matches()) {
      throw new DumpFormatException(
          name,
          at,
          "\"%s\" is not a line of a memory map; FIRST-LAST, FIRST-LAST OFFSET or FIRST-LAST : NAME expected"
              .formatted(text));
    }
    if (range.group("name") == null) {
      add(range, at);
    } else if (range.group("name").startsWith(RAM) && !isInside(range)) {
      add(range, at);
    }
  }

  /** Whether it lies in one that was named before, as {@code /proc/iomem} nests what is added. */
  private boolean isInside(Matcher range) {
    long first = Long.parseUnsignedLong(range.group("first"), 16);
    long last = Long.parseUnsignedLong(range.group("last"), 16);
    return extents.stream()
        .anyMatch(
            outer -> first >= outer.start() && last >= first && last < outer.end() && first >= 0);
  }

  private void add(Matcher range, long at) throws DumpFormatException {
    long first = Long.parseUnsignedLong(range.group("first"), 16);
    long last = Long.parseUnsignedLong(range.group("last"), 16);
    if (first < 0 || last < first || last >= PHYSICAL_LIMIT) {
      throw new DumpFormatException(
          name,
          at,
          "a range from 0x%x to 0x%x; ascending addresses of at most 52 bits expected"
              .formatted(first, last));
    }
    long position = packed ? fileOffset : first;
    if (range.group("offset") != null) {
      position = Long.parseUnsignedLong(range.group("offset"), 16);
    }
    if (position < 0) {
      throw new DumpFormatException(
          name, at, "file offset 0x%x; at most 63 bits expected".formatted(position));
    }
    long end = last + 1;
    extents.add(new ExtentMemory.Extent(first, end, position, PageState.PRESENT));
    fileOffset = position + (end - first);
  }

  private void check() throws DumpFormatException {
    if (extents.isEmpty()) {
      throw new DumpFormatException(
          name, 0, "no range of RAM; lines FIRST-LAST or FIRST-LAST : System RAM expected");
    }
    if (extents.stream().allMatch(extent -> extent.end() == 1)) {
      throw new DumpFormatException(
          name, 0, "all ranges are 0-0: /proc/iomem shows addresses to root only; copy it as root");
    }
    List<ExtentMemory.Extent> sorted =
        extents.stream().sorted(Comparator.comparingLong(ExtentMemory.Extent::start)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).start() < sorted.get(i - 1).end()) {
        throw new DumpFormatException(
            name,
            0,
            "the ranges from 0x%x and from 0x%x overlap"
                .formatted(sorted.get(i - 1).start(), sorted.get(i).start()));
      }
    }
  }

  /** The ranges, in the map's order; all to be in the file. */
  List<ExtentMemory.Extent> extents() {
    return extents;
  }
}
