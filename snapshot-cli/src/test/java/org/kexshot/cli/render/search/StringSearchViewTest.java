package org.kexshot.cli.render.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.fleet.StringHit;
import org.kexshot.fleet.StringResult;
import org.kexshot.index.fleet.FleetPage;

/** What is shown of strings that came from other machines' memory. */
class StringSearchViewTest {
  private static final String ID = "bad6798642".repeat(6);

  private static String shown(StringSearchView view) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    view.text(out);
    out.flush();
    return text.toString();
  }

  private static StringHit hit(String machine, String label, StringHit.Match... matches) {
    return new StringHit(
        new FleetPage("0a1b", machine, 0x10000000007L, ID, label, List.of()), List.of(matches));
  }

  @Test
  void aHitSaysWhereItIsAndWhatShowsMore() {
    StringHit hit = hit("web17", "n1", new StringHit.Match("--", "PRIVATE KEY", "--"));
    StringResult found = new StringResult(List.of(hit), 3, 2, Optional.of("Place"));

    assertThat(shown(new StringSearchView("text:x", "PRIVATE KEY", true, found, Highlighter.NONE)))
        .isEqualTo(
            """
            web17  n1 bad6798642  page 0x10000000007
                --[PRIVATE KEY]--
                there: kexshot search --text='PRIVATE KEY' --ignore-case bad6798642
            found in 1 page; 3 may hold it, and 2 looked at; go on with --after Place
            """);
  }

  @Test
  void whatCouldSteerATerminalIsEscaped() {
    StringHit hit =
        hit(
            "\u001b[2Jweb",
            "\u202elabel",
            new StringHit.Match("\u202e", "key\u200b", "\u2028\u2066"));
    String shown =
        shown(
            new StringSearchView(
                "q",
                "it's \u202e",
                false,
                new StringResult(List.of(hit), 1, 1, Optional.empty()),
                Highlighter.NONE));

    assertThat(shown)
        .contains("\\u001b[2Jweb  \\u202elabel bad6798642")
        .contains("    \\u202e[key\\u200b]\\u2028\\u2066\n")
        .contains("--text='it'\\''s \\u202e' bad6798642")
        .doesNotContain("\u001b", "\u202e", "\u200b", "\u2028", "\u2066");
  }

  @Test
  void ofManyMatchesSomeAreShown() {
    StringHit hit =
        hit(
            "",
            "n1",
            Collections.nCopies(9, new StringHit.Match("", "PRIVATE", ""))
                .toArray(StringHit.Match[]::new));
    String shown =
        shown(
            new StringSearchView(
                "q",
                "PRIVATE",
                false,
                new StringResult(List.of(hit), 1, 1, Optional.empty()),
                Highlighter.NONE));

    assertThat(shown)
        .startsWith("repository 0a1b  n1 bad6798642")
        .contains("and 6 more in this page")
        .contains("kexshot search --text=PRIVATE bad6798642")
        .endsWith("1 may hold it, and 1 looked at\n");
    assertThat(shown.split("\\[PRIVATE]", -1)).hasSize(4);
  }
}
