package org.kexshot.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

/** The documents as packages have them. */
class StagedDocumentsTest {
  private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
  private static final String STAGE =
      ". src/main/toolkit/cache.bash && . src/main/dist/stage.bash && stage_documents \"$0\"";

  @TempDir private static Path directory;
  private static List<Path> staged;

  @BeforeAll
  static void stage() throws Exception {
    Process bash =
        new ProcessBuilder("bash", "-c", STAGE, directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    try (Stream<Path> files = Files.walk(directory)) {
      staged = files.filter(Files::isRegularFile).toList();
    }
  }

  @Fault("The documents that help, man pages and messages name are in no package")
  @Test
  void everyDocumentIsThere() throws IOException {
    try (Stream<Path> documents = Files.walk(TOP.resolve("docs"))) {
      List<Path> expected =
          documents
              .filter(file -> file.toString().endsWith(".md"))
              .map(file -> directory.resolve(TOP.relativize(file)))
              .toList();
      assertThat(staged).containsAll(expected).contains(directory.resolve("README.md"));
    }
    assertThat(staged).noneMatch(file -> file.toString().endsWith(".java"));
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : staged) {
      if (document.toString().endsWith(".md")) {
        for (String link : Markdown.links(document)) {
          Path target = Markdown.target(document, link);
          if (!target.startsWith(directory) || !Files.exists(target)) {
            broken.add("%s: %s".formatted(directory.relativize(document), link));
          }
        }
      }
    }
    assertThat(broken).isEmpty();
  }
}
