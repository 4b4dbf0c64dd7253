package org.kexshot.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every link between the documents leads somewhere, and every document is led to. */
class DocumentationTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (String place : List.of("", "docs", "changelog", "samples")) {
      try (Stream<Path> files =
          Files.walk(TOP.resolve(place), place.isEmpty() ? 1 : Integer.MAX_VALUE)) {
        files
            .filter(file -> file.toString().endsWith(".md"))
            .filter(file -> !file.toString().contains("/target/"))
            .forEach(documents::add);
      }
    }
    return documents;
  }

  /** As forges and the site make them of headings. */
  private static Set<String> anchors(Path document) throws IOException {
    Set<String> anchors = new TreeSet<>();
    for (String line : Markdown.lines(document)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        anchors.add(
            heading
                .group(1)
                .strip()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{Alnum}\\s_-]", "")
                .replaceAll("\\s", "-"));
      }
    }
    return anchors;
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      for (String link : Markdown.links(document)) {
        Path target = Markdown.target(document, link);
        boolean found = Files.exists(target);
        if (found && link.contains("#") && target.toString().endsWith(".md")) {
          found = anchors(target).contains(link.substring(link.indexOf('#') + 1));
        }
        if (!found) {
          broken.add("%s: %s".formatted(TOP.relativize(document), link));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyPageOfTheDocumentationIsInItsListAndItsSite() throws IOException {
    Path list = TOP.resolve("docs/README.md");
    Set<Path> linked =
        Markdown.links(list).stream()
            .map(link -> Markdown.target(list, link))
            .collect(Collectors.toSet());
    String site = Files.readString(TOP.resolve("docs/site/mkdocs.yml"));
    List<String> unlisted = new ArrayList<>();
    for (Path document : documents()) {
      if (document.startsWith(TOP.resolve("docs")) && !document.equals(list)) {
        String name = TOP.relativize(document).toString();
        if (!site.contains(": " + name + "\n")) {
          unlisted.add(name + " is not in the site");
        }
        if (!linked.contains(document)) {
          unlisted.add(name + " is not in docs/README.md");
        }
      }
    }
    assertThat(unlisted).isEmpty();
  }
}
