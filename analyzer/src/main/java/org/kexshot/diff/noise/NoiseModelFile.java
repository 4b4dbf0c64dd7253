package org.kexshot.diff.noise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.kexshot.diff.object.ChangeType;

/**
 * A model of noise as text. A line {@value #MAGIC}; a line {@code pairs N}; then one line for each
 * change, of fields parted by one tab: kind, change, how many pairs showed it, objects at most,
 * step at most, both a second, attribute, subject. {@code inf} has no end; {@code *} is any
 * attribute or subject; {@code always} in place of the number of pairs is a change that says
 * nothing. Empty lines and those that begin with {@code #} say nothing.
 */
public final class NoiseModelFile {
  private static final String MAGIC = "kexshot noise model 1";
  private static final String TAB = "\t";
  private static final String ALWAYS = "always";
  private static final int FIELDS = 9;

  /** A model has some thousands of lines. */
  private static final int MOST_BYTES = 1 << 26;

  private static final String SHIPPED = "anywhere.noise";
  private static final String OTHER_BOOT = "other-boot.noise";

  private static final Comparator<Map.Entry<ChangeKey, Expectation>> ORDER =
      Comparator.<Map.Entry<ChangeKey, Expectation>, String>comparing(
              entry -> entry.getKey().kind())
          .thenComparing(entry -> entry.getKey().change())
          .thenComparing(entry -> entry.getKey().subject())
          .thenComparing(entry -> entry.getKey().field());

  private final String resource;
  private final Map<ChangeKey, Expectation> expectations = new HashMap<>();
  private int pairs = -1;
  private int line;

  private NoiseModelFile(String resource) {
    this.resource = resource;
  }

  /** What changes on any machine: learned in the lab, and said there to be so. */
  public static NoiseModel shipped() {
    return Shipped.MODEL;
  }

  /** The same with what differs between any two boots, and between machines of other sizes. */
  public static NoiseModel shippedForBoots() {
    return OtherBoot.MODEL;
  }

  /** Read when it is first asked for. */
  private static final class Shipped {
    static final NoiseModel MODEL = resource(SHIPPED);
  }

  /** Read when it is first asked for. */
  private static final class OtherBoot {
    static final NoiseModel MODEL = Shipped.MODEL.with(resource(OTHER_BOOT));
  }

  private static NoiseModel resource(String name) {
    try (var in = NoiseModelFile.class.getResourceAsStream(name)) {
      return new NoiseModelFile(name)
          .parse(new StringReader(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a file begins as a model does. */
  public static boolean isOne(Path file) {
    byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(magic.length), magic);
    } catch (IOException none) {
      return false;
    }
  }

  /**
   * Reads a model from a file.
   *
   * @throws IOException that names the file, the line, and what was expected, if it is none
   */
  public static NoiseModel read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST_BYTES) {
      throw new IOException(
          "%s: %d bytes; a noise model has %d at most".formatted(file, size, MOST_BYTES));
    }
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    return new NoiseModelFile(file.toString()).parse(new StringReader(text));
  }

  private NoiseModel parse(Reader from) throws IOException {
    BufferedReader lines = new BufferedReader(from);
    for (String text = lines.readLine(); text != null; text = lines.readLine()) {
      line++;
      if (line == 1) {
        require(text.equals(MAGIC), "\"%s\" expected", MAGIC);
      } else if (!text.isBlank() && !text.startsWith("#")) {
        parseLine(text.split(TAB, -1));
      }
    }
    require(pairs >= 0, "the line \"pairs\" is missing");
    return new NoiseModel(pairs, expectations);
  }

  private void parseLine(String[] fields) throws IOException {
    if (fields[0].equals("pairs")) {
      require(fields.length == 2, "a tab and a number expected after \"pairs\"");
      pairs = whole(fields[1]);
      return;
    }
    require(
        fields.length == FIELDS, "%d fields; %d expected, parted by tabs", fields.length, FIELDS);
    ChangeKey key = new ChangeKey(fields[0], change(fields[1]), fields[8], fields[7]);
    Expectation expected =
        new Expectation(
            fields[2].equals(ALWAYS) ? Expectation.ALWAYS : whole(fields[2]),
            new Extent(count(fields[3]), number(fields[4])),
            number(fields[5]),
            number(fields[6]));
    expectations.merge(key, expected, Expectation::and);
  }

  private ChangeType change(String word) throws IOException {
    for (ChangeType change : ChangeType.values()) {
      if (change.verb().equals(word)) {
        return change;
      }
    }
    throw invalid("\"%s\"; came, went or changed expected", word);
  }

  private int whole(String word) throws IOException {
    try {
      int value = Integer.parseInt(word);
      require(value >= 0, "%s is below zero", word);
      return value;
    } catch (NumberFormatException e) {
      throw invalid("\"%s\" is no whole number", word);
    }
  }

  private long count(String word) throws IOException {
    double value = number(word);
    return value == Double.POSITIVE_INFINITY ? Long.MAX_VALUE : (long) value;
  }

  private double number(String word) throws IOException {
    try {
      double value = word.equals("inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(word);
      require(value >= 0, "%s is no number from 0 on", word);
      return value;
    } catch (NumberFormatException e) {
      throw invalid("\"%s\" is no number", word);
    }
  }

  private void require(boolean holds, String message, Object... values) throws IOException {
    if (!holds) {
      throw invalid(message, values);
    }
  }

  private IOException invalid(String message, Object... values) {
    return new IOException(
        "%s: line %d: no noise model: %s".formatted(resource, line, message.formatted(values)));
  }

  /** Writes a model. */
  public static void write(NoiseModel model, Writer to) {
    PrintWriter out = new PrintWriter(to);
    out.println(MAGIC);
    out.println("pairs" + TAB + model.pairs());
    model.expectations().entrySet().stream()
        .sorted(ORDER)
        .forEach(entry -> out.println(line(entry.getKey(), entry.getValue())));
    out.flush();
  }

  private static String line(ChangeKey key, Expectation expected) {
    return String.join(
        TAB,
        key.kind(),
        key.change().verb(),
        expected.pairs() == Expectation.ALWAYS ? ALWAYS : String.valueOf(expected.pairs()),
        shown(expected.largest().count()),
        shown(expected.largest().size()),
        shown(expected.countRate()),
        shown(expected.sizeRate()),
        key.field(),
        key.subject());
  }

  private static String shown(double value) {
    return Double.isInfinite(value) || value >= Long.MAX_VALUE
        ? "inf"
        : value == Math.rint(value)
            ? String.valueOf((long) value)
            : String.format(Locale.ROOT, "%.3g", value);
  }
}
