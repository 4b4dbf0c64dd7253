package org.kexshot.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;
import org.kexshot.index.text.PageTexts;
import org.kexshot.pattern.BytePattern;
import org.kexshot.pattern.PatternException;

/** Matches in the strings of a page, beside those in the page itself. */
class StringMatchesTest {
  private static final String[] LETTERS = {"a", "b", "A", "B", " ", "\t", "é", "ж", "😀"};
  private static final byte[] NO_TEXT = {0, 0, '\n', 0x1b, (byte) 0xff, (byte) 0xc3, (byte) 0xf0};

  private static String text(Random random, int letters, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(LETTERS[random.nextInt(letters)]);
    }
    return text.toString();
  }

  /** Strings of each encoding, some of them too short, with what is no text before and behind. */
  private static byte[] page(Random random) {
    byte[] page = new byte[Page.SIZE];
    int at = 0;
    while (at < Page.SIZE) {
      byte[] next =
          switch (random.nextInt(3)) {
            case 0 -> text(random, 6, 1 + random.nextInt(12)).getBytes(StandardCharsets.UTF_16LE);
            case 1 ->
                text(random, LETTERS.length, 1 + random.nextInt(12))
                    .getBytes(StandardCharsets.UTF_8);
            default -> new byte[] {NO_TEXT[random.nextInt(NO_TEXT.length)]};
          };
      int length = Math.min(next.length, Page.SIZE - at);
      System.arraycopy(next, 0, page, at, length);
      at += length;
    }
    return page;
  }

  @Property(tries = 300)
  void areWhereThePageHasTheText(@ForAll long seed) throws PatternException {
    Random random = new Random(seed);
    byte[] page = page(random);
    List<String> strings = PageTexts.of(page);
    for (int i = 0; i < 50; i++) {
      String text = text(random, random.nextBoolean() ? 2 : LETTERS.length, 6);
      BytePattern pattern = BytePattern.text(text, random.nextBoolean());

      assertThat(!new StringMatches(pattern, 4).in(strings).isEmpty())
          .as(text)
          .isEqualTo(pattern.matcher().find(page, 0, Page.SIZE));
    }
  }

  @Test
  void areShownWithWhatIsAround() throws PatternException {
    BytePattern pattern = BytePattern.text("secret", true);
    List<StringHit.Match> matches =
        new StringMatches(pattern, 3)
            .in(List.of("😀😀😀😀secret", "nothing", "a SECRET and secret."));

    assertThat(matches)
        .containsExactly(
            new StringHit.Match("😀😀😀", "secret", ""),
            new StringHit.Match("a ", "SECRET", " an"),
            new StringHit.Match("nd ", "secret", "."));
    assertThat(new StringMatches(pattern, 0).in(new ArrayList<>(List.of("my secret"))))
        .containsExactly(new StringHit.Match("", "secret", ""));
  }
}
