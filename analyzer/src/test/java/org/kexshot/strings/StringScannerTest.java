package org.kexshot.strings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strings in bytes, beside a scanner that is simple and slow, and beside binutils. */
class StringScannerTest {
  /** A large file with text of all sorts. */
  private static final Path LIBRARY =
      Path.of(System.getProperty("java.home"), "lib", "server", "libjvm.so");

  private record Found(int offset, int length, StringEncoding encoding) {}

  private static List<Found> scan(int least, byte[] bytes, int from, int to) {
    List<Found> found = new ArrayList<>();
    new StringScanner(least)
        .scan(
            bytes, from, to, (at, length, encoding) -> found.add(new Found(at, length, encoding)));
    return found;
  }

  /** Bytes that make strings and break them, in odd orders. */
  @Provide
  Arbitrary<byte[]> memory() {
    Arbitrary<byte[]> pieces =
        Arbitraries.oneOf(
            Arbitraries.strings()
                .withCharRange(' ', '~')
                .ofMaxLength(9)
                .map(text -> text.getBytes(StandardCharsets.US_ASCII)),
            Arbitraries.strings()
                .withCharRange('a', 'f')
                .ofMaxLength(9)
                .map(text -> text.getBytes(StandardCharsets.UTF_16LE)),
            Arbitraries.strings()
                .withChars("aé€\u0085\t\n")
                .ofMaxLength(9)
                .map(text -> text.getBytes(StandardCharsets.UTF_8)),
            Arbitraries.of("a😀b", "\ud7ff", "\ue000")
                .map(text -> text.getBytes(StandardCharsets.UTF_8)),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(5));
    return pieces
        .list()
        .ofMaxSize(12)
        .map(
            list -> {
              ByteBuffer all = ByteBuffer.allocate(list.stream().mapToInt(p -> p.length).sum());
              list.forEach(all::put);
              return all.array();
            });
  }

  @Property
  void findsWhatASimpleScannerFinds(
      @ForAll("memory") byte[] bytes, @ForAll @IntRange(min = 1, max = 8) int least) {
    int from = bytes.length / 7;
    int to = bytes.length - bytes.length / 9;

    assertThat(scan(least, bytes, from, to)).isEqualTo(simple(least, bytes, from, to));
  }

  private static List<Found> simple(int least, byte[] bytes, int from, int to) {
    List<Found> found = new ArrayList<>();
    for (int at = from; at < to; ) {
      int start = at;
      int characters = 0;
      for (int length; (length = character(bytes, at, to)) > 0; at += length) {
        characters++;
      }
      if (characters >= least) {
        found.add(
            new Found(
                start,
                at - start,
                characters == at - start ? StringEncoding.ASCII : StringEncoding.UTF_8));
      }
      at++;
    }
    for (int at = from; at < to; at++) {
      int start = at;
      while (at + 1 < to && isPrintable(bytes[at] & 0xff) && bytes[at + 1] == 0) {
        at += 2;
      }
      if (at - start >= 2 * least) {
        found.add(new Found(start, at - start, StringEncoding.UTF_16LE));
      }
    }
    return found;
  }

  private static boolean isPrintable(int value) {
    return value >= 0x20 && value < 0x7f || value == 9;
  }

  /** Bytes of the character at a place, as Java's decoder has it; 0 if there is none. */
  private static int character(byte[] bytes, int at, int to) {
    if (at < to && bytes[at] >= 0) {
      return isPrintable(bytes[at]) ? 1 : 0;
    }
    for (int length = 2; length <= Math.min(4, to - at); length++) {
      try {
        String text =
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes, at, length))
                .toString();
        return text.codePointCount(0, text.length()) == 1 && !Character.isISOControl(text.charAt(0))
            ? length
            : 0;
      } catch (CharacterCodingException longerPerhaps) {
        continue;
      }
    }
    return 0;
  }

  @Test
  void textOfAllEncodingsIsFound() {
    byte[] ascii = "\0tab\there\0".getBytes(StandardCharsets.UTF_8);
    byte[] utf8 = "\u0001grüße\u0001".getBytes(StandardCharsets.UTF_8);
    byte[] utf16 = "\u0001unicode\u0001".getBytes(StandardCharsets.UTF_16LE);

    assertThat(scan(5, ascii, 0, ascii.length))
        .containsExactly(new Found(1, 8, StringEncoding.ASCII));
    assertThat(scan(5, utf8, 0, utf8.length))
        .containsExactly(new Found(1, 7, StringEncoding.UTF_8));
    assertThat(scan(5, utf16, 0, utf16.length))
        .containsExactly(new Found(2, 14, StringEncoding.UTF_16LE));
  }

  @Test
  void findsWhatBinutilsFind() throws IOException, InterruptedException {
    byte[] bytes = Files.readAllBytes(LIBRARY);
    List<String> found = new ArrayList<>();
    new StringScanner(StringScanner.LEAST)
        .scanAscii(
            bytes,
            0,
            bytes.length,
            (at, length, encoding) -> found.add(line(bytes, at, length, 1)));

    assertThat(found).hasSizeGreaterThan(1000).isEqualTo(binutils("s", LIBRARY));
  }

  /** The library's own bytes as characters of UTF-16, at odd places. */
  @Test
  void findsWhatBinutilsFindOfUtf16(@TempDir Path directory)
      throws IOException, InterruptedException {
    byte[] library = Files.readAllBytes(LIBRARY);
    String text = new String(library, 0, library.length / 8, StandardCharsets.ISO_8859_1);
    byte[] bytes = ("x".repeat(3) + text).getBytes(StandardCharsets.UTF_16LE);
    bytes = Arrays.copyOfRange(bytes, 1, bytes.length);
    Path file = Files.write(directory.resolve("wide"), bytes);
    byte[] wide = bytes;
    List<String> found = new ArrayList<>();
    new StringScanner(StringScanner.LEAST)
        .scan(
            wide,
            0,
            wide.length,
            (at, length, encoding) -> {
              if (encoding == StringEncoding.UTF_16LE) {
                found.add(line(wide, at, length, 2));
              }
            });

    assertThat(found).hasSizeGreaterThan(1000).isEqualTo(binutils("l", file));
  }

  private static String line(byte[] bytes, int offset, int length, int width) {
    StringBuilder text = new StringBuilder(Integer.toHexString(offset)).append(' ');
    for (int at = offset; at < offset + length; at += width) {
      text.append((char) bytes[at]);
    }
    return text.toString();
  }

  private static List<String> binutils(String encoding, Path file)
      throws IOException, InterruptedException {
    Path strings = Path.of("/usr/bin/strings");
    assertThat(strings).as("of binutils, as is the assembler that the build needs").isExecutable();
    Process process =
        new ProcessBuilder(
                strings.toString(), "-a", "-n", "6", "-t", "x", "-e", encoding, file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.ISO_8859_1)) {
      List<String> lines = out.lines().map(String::stripLeading).toList();
      assertThat(process.waitFor()).isZero();
      return lines;
    }
  }
}
