package org.kexshot.index.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Page;

/** Which strings a page has. */
class PageTextsTest {
  private final byte[] page = new byte[Page.SIZE];

  private void put(int at, String text, Charset charset) {
    byte[] bytes = text.getBytes(charset);
    System.arraycopy(bytes, 0, page, at, bytes.length);
  }

  @Test
  void stringsAreOfThreeEncodings() {
    put(0, "at the start", StandardCharsets.US_ASCII);
    put(100, "пароль", StandardCharsets.UTF_8);
    put(201, "wide text", StandardCharsets.UTF_16LE);
    put(300, "short", StandardCharsets.US_ASCII);
    put(Page.SIZE - 10, "at the end", StandardCharsets.US_ASCII);

    assertThat(PageTexts.of(page))
        .containsExactly("at the start", "пароль", "at the end", "wide text");
  }

  @Test
  void aStringIsThereOnce() {
    put(0, "again and again", StandardCharsets.US_ASCII);
    put(100, "again and again", StandardCharsets.UTF_16LE);
    put(200, "again and again", StandardCharsets.US_ASCII);

    assertThat(PageTexts.of(page)).containsExactly("again and again");
  }

  @Test
  void aPageOfZerosHasNone() {
    assertThat(PageTexts.of(page)).isEmpty();
  }
}
