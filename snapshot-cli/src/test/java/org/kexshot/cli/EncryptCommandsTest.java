package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An encrypted repository by the command line: keys, and what lies on the disk. */
class EncryptCommandsTest {
  private static final String LABEL = "label-that-nobody-sees";

  /** What pages and names of the fixture hold, and what the user says. */
  private static final List<String> PLAIN =
      List.of("ZZZZZZZZ", "fixture", "OSRELEASE", LABEL, "kexspack", "kexshmap", "segments_");

  @TempDir private Path directory;
  private Path image;
  private Path repository;
  private Path key;

  @BeforeEach
  void makeRepository() throws IOException {
    image = directory.resolve("image");
    repository = directory.resolve("repository");
    key = secret("key", 1);
    KernelFixture.write(image);
    CommandRun made = run("init", "--encrypt");
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out()).endsWith("format version 2, encrypted\n");
  }

  private Path secret(String name, int seed) throws IOException {
    byte[] bytes = new byte[32];
    new Random(seed).nextBytes(bytes);
    return Files.write(directory.resolve(name), bytes);
  }

  private CommandRun run(String... arguments) {
    return run(key, arguments);
  }

  private CommandRun run(Path keyFile, String... arguments) {
    List<String> line = new ArrayList<>(List.of(arguments));
    line.add("--repository=" + repository);
    line.add("--key-file=" + keyFile);
    return CommandRun.of(line.toArray(String[]::new));
  }

  private CommandRun importImage(String source, String label) {
    return run("import", source, "--map=" + KernelFixture.map(image), "--label=" + label);
  }

  private void importBoth() throws IOException {
    assertStored(importImage(image.toString(), LABEL));
    byte[] changed = Files.readAllBytes(image);
    changed[0x80_000 + 100] = 'Z';
    Files.write(image, changed);
    assertStored(importImage(image.toString(), LABEL + "2"));
  }

  private static void assertStored(CommandRun imported) {
    assertThat(imported.code()).as(imported.err()).isZero();
    assertThat(imported.err())
        .doesNotContain("cannot be searched yet")
        .doesNotContain("index is damaged");
  }

  @Test
  void whatIsStoredIsSearchedAndComparedAndNothingIsSeen() throws IOException {
    importBoth();
    JsonNode difference = run("diff", "--json", LABEL, LABEL + "2").json();
    assertThat(difference.at("/pages/changed").asLong()).isEqualTo(1);
    for (int again = 0; again < 2; again++) {
      CommandRun text = run("search", "--text=ZZZZZZZZ", "--no-owners");
      assertThat(text.code()).as(text.err()).isZero();
      assertThat(text.out()).contains("in " + LABEL + "\n").contains("in " + LABEL + "2\n");
      CommandRun objects = run("search", "kind:snapshot OR " + LABEL);
      assertThat(objects.code()).as(objects.err()).isZero();
      assertThat(objects.err()).doesNotContain("index is damaged");
    }
    JsonNode index = run("index", "status", "--json").json();
    assertThat(index.toString()).contains("\"snapshots\"");
    assertThat(Files.list(repository.resolve("cache/search")).toList()).isNotEmpty();
    assertThat(Files.list(repository.resolve("cache/strings")).toList()).isNotEmpty();
    requireHidden();
    CommandRun verified = run("verify");
    assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
  }

  @Test
  void aStreamIsImportedToo() throws IOException {
    importBoth();
    InputStream before = System.in;
    try (InputStream in = Files.newInputStream(image)) {
      System.setIn(in);
      CommandRun imported = importImage("-", "stream");
      assertThat(imported.code()).as(imported.err()).isZero();
    } finally {
      System.setIn(before);
    }
    JsonNode difference = run("diff", "--json", LABEL + "2", "stream").json();
    assertThat(difference.at("/pages/changed").asLong()).isZero();
    JsonNode source = run("show", "--json", "stream").json();
    JsonNode file = run("show", "--json", LABEL + "2").json();
    assertThat(source.findValue("source").get("sha256"))
        .isEqualTo(file.findValue("source").get("sha256"));
  }

  @Test
  @Timeout(100)
  void nothingIsSeenOfAnImportThatIsKilled() throws Exception {
    byte[] text = "ZZZZZZZZ fixture ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    List<String> line =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "import",
            "-",
            "--map=" + KernelFixture.map(image),
            "--label=" + LABEL,
            "--repository=" + repository,
            "--key-file=" + key);
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    while (Files.list(repository.resolve("temporary")).findAny().isEmpty()) {
      process.getOutputStream().write(text);
      process.getOutputStream().flush();
    }
    process.getOutputStream().write(text);
    process.getOutputStream().flush();
    process.destroyForcibly();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.list(repository.resolve("temporary")).toList()).isNotEmpty();
    requireHidden();
    CommandRun next = importImage(image.toString(), LABEL);
    assertThat(next.code()).as(next.err()).isZero();
    assertThat(next.err()).containsPattern("removed 1 files \\([1-9][0-9]* KiB\\)");
  }

  @Test
  void aWrongKeyIsOneLineAndACodeOfItsOwn() throws IOException {
    importBoth();
    CommandRun wrong = run(secret("other", 2), "list");
    assertThat(wrong.code()).isEqualTo(30);
    assertThat(wrong.err().lines()).hasSize(1);
    assertThat(wrong.err()).contains("wrong key file");
    CommandRun none = CommandRun.of("list", "--repository=" + repository);
    assertThat(none.code()).isEqualTo(30);
    assertThat(none.err().lines()).hasSize(1);
    assertThat(none.err()).contains("is encrypted; give --key-file");
  }

  @Test
  void keysAreAddedListedAndRemoved() throws IOException {
    importBoth();
    Path passphrase = Files.writeString(directory.resolve("passphrase"), "correct horse\n");
    CommandRun added = run("key", "add", "--new-passphrase-file=" + passphrase, "--json");
    assertThat(added.code()).as(added.err()).isZero();
    String id = added.json().get("keys").get(0).get("id").asText();
    CommandRun listed = CommandRun.of("key", "list", "--json", "--repository=" + repository);
    assertThat(listed.json().get("keys")).hasSize(2);
    CommandRun opened =
        CommandRun.of("list", "--repository=" + repository, "--passphrase-file=" + passphrase);
    assertThat(opened.out()).contains(LABEL);
    assertThat(run("key", "remove", id).code()).isZero();
    CommandRun last =
        run(
            "key",
            "remove",
            listed.json().toString().replaceAll(".*\"id\":\"(?!" + id + ")([0-9a-f]{16}).*", "$1"));
    assertThat(last.code()).isEqualTo(30);
    assertThat(last.err()).contains("last key");
  }

  @Test
  void isCopiedToAPlainRepositoryAndBack() throws IOException {
    importBoth();
    Path plain = directory.resolve("plain");
    Path other = directory.resolve("other-repository");
    Path otherKey = secret("other-key", 3);
    assertThat(run("copy", plain.toString()).code()).isZero();
    assertThat(
            CommandRun.of("init", "--encrypt", "-r", other.toString(), "--key-file=" + otherKey)
                .code())
        .isZero();
    CommandRun back =
        CommandRun.of(
            "copy", other.toString(), "--to-key-file=" + otherKey, "--repository=" + plain);
    assertThat(back.code()).as(back.err()).isZero();
    CommandRun direct = run("copy", other.toString(), "--to-key-file=" + otherKey);
    assertThat(direct.out()).contains("there already");
  }

  private void requireHidden() throws IOException {
    try (Stream<Path> all = Files.walk(repository)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (String word : PLAIN) {
          assertThat(text.contains(word)).as("%s in %s", word, file).isFalse();
        }
      }
    }
  }
}
