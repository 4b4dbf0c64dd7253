package org.kexshot.index.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.strings.StringEncoding;
import org.kexshot.strings.StringScanner;

/**
 * The strings of a page as texts: those whose trigrams {@link StringIndex} has of it. A string that
 * goes on in another page ends with its own.
 */
public final class PageTexts {
  private static final StringScanner SCANNER = new StringScanner(PageStrings.LEAST);

  private PageTexts() {}

  /** Those of a page: of ASCII and UTF-8 in their order, then of UTF-16, each once. */
  public static List<String> of(byte[] page) {
    Set<String> texts = new LinkedHashSet<>();
    SCANNER.scan(
        page,
        0,
        page.length,
        (offset, length, encoding) ->
            texts.add(new String(page, offset, length, charset(encoding))));
    return List.copyOf(texts);
  }

  private static Charset charset(StringEncoding encoding) {
    return encoding == StringEncoding.UTF_16LE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
  }
}
