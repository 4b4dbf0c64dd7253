package org.kexshot.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns, beside RE2/J, which takes a character for each byte here. */
class BytePatternTest {
  private record Found(int start, int end) {}

  private static List<Found> matches(BytePattern pattern, byte[] bytes) {
    List<Found> found = new ArrayList<>();
    pattern
        .matcher()
        .forEach(bytes, 0, bytes.length, (start, end) -> found.add(new Found(start, end)));
    return found;
  }

  private static List<Found> matches(String regex, String text) throws PatternException {
    return matches(BytePattern.regex(regex, false), text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static List<Found> judged(String regex, String text) {
    List<Found> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(regex, Pattern.LONGEST_MATCH).matcher(text);
    while (matcher.find()) {
      found.add(new Found(matcher.start(), matcher.end()));
    }
    return found;
  }

  @Provide
  Arbitrary<String> regexes() {
    Arbitrary<String> atoms =
        Arbitraries.of("a", "b", "c", ".", "[ab]", "[^a]", "\\x61", "\\d", "\\W", "abc", "(?i:Ab)");
    return Arbitraries.recursive(
        () -> atoms,
        inner ->
            Arbitraries.oneOf(
                Combinators.combine(inner, inner).as((one, two) -> one + two),
                Combinators.combine(inner, inner).as((one, two) -> "(" + one + "|" + two + ")"),
                inner.map(one -> "(" + one + ")*"),
                inner.map(one -> "(?:" + one + ")+"),
                inner.map(one -> "(" + one + ")?"),
                inner.map(one -> "(" + one + "){1,3}"),
                inner.map(one -> "(" + one + "){2,}")),
        0,
        4);
  }

  @Provide
  Arbitrary<String> memory() {
    return Arbitraries.strings().withChars("aabbc1AB\n\u00e9\0").ofMaxLength(40);
  }

  @Property(tries = 3000)
  void findsWhatRe2Finds(@ForAll("regexes") String regex, @ForAll("memory") String text)
      throws PatternException {
    // What matches nothing at all is refused here.
    String whole = regex + "b";

    assertThat(matches(whole, text)).isEqualTo(judged(whole, text));
  }

  @Property
  void whetherThereIsAMatchAgrees(@ForAll("regexes") String regex, @ForAll("memory") String text)
      throws PatternException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    PatternMatcher matcher = BytePattern.regex(regex + "b", false).matcher();

    assertThat(matcher.find(bytes, 0, bytes.length))
        .isEqualTo(!judged(regex + "b", text).isEmpty());
  }

  /** A match over the middle of some bytes is seen to come from the first half alone. */
  @Property
  void whatCrossesIsOpen(@ForAll("regexes") String regex, @ForAll("memory") String text)
      throws PatternException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int middle = bytes.length / 2;
    BytePattern pattern = BytePattern.regex(regex + "b", false);
    PatternMatcher matcher = pattern.matcher();
    matcher.find(bytes, 0, middle);

    if (matches(pattern, bytes).stream().anyMatch(m -> m.start < middle && m.end > middle)) {
      assertThat(matcher.isOpen()).isTrue();
    }
  }

  @Property
  void eachMatchHoldsARequiredText(@ForAll("regexes") String regex, @ForAll("memory") String text)
      throws PatternException {
    BytePattern pattern = BytePattern.regex("(a1b|" + regex + "ab)", false);
    if (pattern.requiredText().isPresent()) {
      Set<String> required = pattern.requiredText().get();
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      for (Found found : matches(pattern, bytes)) {
        String lower = text.substring(found.start, found.end).toLowerCase(java.util.Locale.ROOT);
        assertThat(required).anyMatch(lower::contains);
      }
    }
  }

  @Test
  void manyStatesAreForgottenAndMadeAgain() throws PatternException {
    // Each of 2^14 states is reached by some bytes.
    String regex = "a[ab]{14}c";
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      text.append("aabbbc".charAt(random.nextInt(6)));
    }

    assertThat(matches(regex, text.toString()))
        .hasSizeGreaterThan(50)
        .isEqualTo(judged(regex, text.toString()));
  }

  @Test
  void nestedRepeatsEndInTime() throws PatternException {
    String text = "a".repeat(1 << 20);
    BytePattern pattern = BytePattern.regex("((a*)*)*b", false);

    Assertions.assertThat(
            org.junit.jupiter.api.Assertions.assertTimeout(
                Duration.ofSeconds(10),
                () -> matches(pattern, text.getBytes(StandardCharsets.ISO_8859_1))))
        .isEmpty();
  }

  @Test
  void textIsFoundInBothEncodings() throws PatternException {
    byte[] utf8 = "..grün..".getBytes(StandardCharsets.UTF_8);
    byte[] utf16 = "..grün..".getBytes(StandardCharsets.UTF_16LE);

    assertThat(matches(BytePattern.text("grün", false), utf8)).containsExactly(new Found(2, 7));
    assertThat(matches(BytePattern.text("grün", false), utf16)).containsExactly(new Found(4, 12));
    assertThat(matches(BytePattern.text("GRün", true), utf8)).containsExactly(new Found(2, 7));
    assertThat(matches(BytePattern.text("GRün", false), utf8)).isEmpty();
    assertThat(matches(BytePattern.text(".", false), utf8)).hasSize(4);
  }

  @Test
  void bytesWithGapsAreFound() throws PatternException {
    byte[] bytes = {0, 0x7f, 'E', 'L', 'F', 2, 1, 0x7f, 'E', 'L', 'F', '\n', 1};

    assertThat(matches(BytePattern.bytes("7f 45 4C46 ?? 01"), bytes))
        .containsExactly(new Found(1, 7), new Found(7, 13));
  }

  @Test
  void charactersAreTheirBytes() throws PatternException {
    byte[] bytes = "xéé.\u00ff".getBytes(StandardCharsets.UTF_8);

    assertThat(matches(BytePattern.regex("é+", false), bytes)).containsExactly(new Found(1, 5));
    assertThat(matches(BytePattern.regex("\\xa9", false), bytes))
        .containsExactly(new Found(2, 3), new Found(4, 5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "BEGIN (RSA|EC) PRIVATE KEY ~ [' private key']",
        "ssh-(rsa|ed25519) [a-z]+ ~ [ssh-]",
        "(?i)PassWord=[^ ]* ~ [password=]",
        "(one|three)+x? ~ [one, three]"
      })
  void requiredTextsAreTold(String regex, String expected) throws PatternException {
    assertThat(BytePattern.regex(regex, false).requiredText().orElseThrow().toString())
        .isEqualTo(expected.replace("'", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[0-9]+", "(abc)?d*[xy]", "(abc|.)"})
  void whatRequiresNoTextTellsNone(String regex) throws PatternException {
    assertThat(BytePattern.regex(regex, false).requiredText()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "a( ~ at character 3",
        "a) ~ closes nothing",
        "*a ~ nothing to repeat",
        "^root ~ memory has no lines",
        "a*? ~ as long as can be",
        "a{2 ~ '}' expected",
        "a{99999} ~ a count from 0 to 1000",
        "(a{1000}){1000} ~ too large",
        "[z-a] ~ the lower first",
        "[é] ~ a class is of one byte",
        "\\b ~ is not known here",
        "a* ~ matches nothing at all",
        "\\x1 ~ two hexadecimal digits",
      })
  void whatCannotBeReadIsSaid(String regex, String message) {
    assertThatThrownBy(() -> BytePattern.regex(regex, false))
        .isInstanceOf(PatternException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "7", "7g", "?? ??", "0x7f"})
  void wrongBytesAreRefused(String bytes) {
    assertThatThrownBy(() -> BytePattern.bytes(bytes)).isInstanceOf(PatternException.class);
  }
}
