package org.kexshot.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What documents link to. */
final class Markdown {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern NETWORK = Pattern.compile("(https?|mailto):.*");
  private static final String FENCE = "```";

  private Markdown() {}

  /** Without code, in which brackets and number signs mean other things. */
  static List<String> lines(Path document) throws IOException {
    List<String> lines = new ArrayList<>();
    boolean code = false;
    for (String line : Files.readAllLines(document)) {
      if (line.startsWith(FENCE)) {
        code = !code;
      } else if (!code && !line.startsWith("    ")) {
        lines.add(line);
      }
    }
    return lines;
  }

  /** As they are written, those to files. */
  static List<String> links(Path document) throws IOException {
    List<String> links = new ArrayList<>();
    for (String line : lines(document)) {
      Matcher link = LINK.matcher(line);
      while (link.find()) {
        if (!NETWORK.matcher(link.group(1)).matches()) {
          links.add(link.group(1));
        }
      }
    }
    return links;
  }

  /** The file that a link leads to, which may be the document itself. */
  static Path target(Path document, String link) {
    String file = link.contains("#") ? link.substring(0, link.indexOf('#')) : link;
    return file.isEmpty() ? document : document.resolveSibling(file).normalize();
  }
}
