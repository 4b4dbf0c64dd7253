package org.kexshot.index.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.index.SearchRequest;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.query.MemoryQuery;

/** What a server is asked for, and what it cannot answer. */
class PageQueryTest {
  private static String holding(String query) throws IOException {
    MemoryQuery asked = SearchRequest.ofMemory(query).orElseThrow();
    PageQuery.check(asked);
    return PageQuery.holding(asked).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text:secret owner:nginx | owner: a server does not know whose memory it is",
        "text:secret NOT owner.kind:slab | owner: a server does not know whose memory it is",
        "text:secret snapshot:after | snapshot: of a page a server knows only the snapshot",
        "text:short | 'short': less than 6 characters may stand alone in memory",
        "text:\"\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\" | less than 6 characters"
      })
  void whatAServerCannotKnowIsRefused(String query, String told) {
    assertThatThrownBy(() -> holding(query))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining(told)
        .hasMessageContaining("ask on the machine itself");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two\nlines", "escape \u001b[0m", "delete \u007f", "next \u0085"})
  void noStringHoldsControlCharacters(String text) {
    whatAServerCannotKnowIsRefused(
        "text:\"" + text + "\"", "a control character is in no string that a server has");
  }

  @Test
  void machinesAreNamedByWordsOrPatterns() throws IOException {
    assertThat(holding("text:\"tab\there\" machine:WEB17 NOT machine:db*"))
        .contains("filter=[", "strings={", "term={machine={value=web17}}")
        .contains("must_not=[{wildcard={machine={value=db*}}}]");
  }

  /** Sixty-four sequences tell enough, and a server takes no more than some hundred words. */
  @Test
  void ofALongTextTheBeginningIsAskedFor() throws IOException {
    assertThat(holding("text:" + "😀".repeat(500)))
        .contains("=" + "😀".repeat(66))
        .doesNotContain("😀".repeat(67));
  }
}
