package org.kexshot.cli.render.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The page's style sheet and script, which lie beside this class, and the policy that lets a
 * browser run these and nothing else.
 *
 * @param style text of the {@code style} element
 * @param script text of the {@code script} element
 */
public record PageAssets(String style, String script) {
  private static final List<String> SCRIPTS =
      List.of("theme.js", "tables.js", "frames.js", "hilbert.js", "map.js", "page.js");

  private static final List<String> SERIES_SCRIPTS = List.of("theme.js", "tables.js", "page.js");

  /** Of a report of two images. */
  static PageAssets load() {
    return of(List.of("report.css"), SCRIPTS);
  }

  /** Of a report of a series, which has charts and no map. */
  public static PageAssets ofSeries() {
    return of(List.of("report.css", "series.css"), SERIES_SCRIPTS);
  }

  private static PageAssets of(List<String> styles, List<String> scripts) {
    return new PageAssets(joined(styles), joined(scripts));
  }

  private static String joined(List<String> names) {
    return names.stream().map(PageAssets::resource).collect(Collectors.joining("\n"));
  }

  private static String resource(String name) {
    try (InputStream in = PageAssets.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " lies beside this class", e);
    }
  }

  /** The Content-Security-Policy: this style, this script, no other source of anything. */
  public String policy() {
    return "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'"
        .formatted(hash(style), hash(script));
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return Base64.getEncoder()
          .encodeToString(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
