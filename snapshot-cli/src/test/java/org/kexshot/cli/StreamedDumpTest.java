package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

/** Dumps that come through a pipe, which is read once and from its beginning on. */
class StreamedDumpTest {
  @TempDir private Path directory;
  private Path image;
  private Path pipe;
  private Path repository;

  @BeforeEach
  void makePipe() throws Exception {
    image = directory.resolve("image");
    pipe = directory.resolve("pipe");
    repository = directory.resolve("repository");
    KernelFixture.write(image);
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
  }

  private CommandRun importFrom(String source, String... options) throws IOException {
    String[] line = {
      "import", source, "--map=" + KernelFixture.map(image), "--repository=" + repository
    };
    return CommandRun.of(Stream.concat(Stream.of(line), Stream.of(options)).toArray(String[]::new));
  }

  private void requireWhole(CommandRun imported, String label) throws IOException {
    assertThat(imported.code()).as(imported.err()).isZero();
    CommandRun difference =
        CommandRun.of("diff", "--json", imported(), label, "--repository=" + repository);
    assertThat(difference.code()).as(difference.err()).isZero();
    assertThat(difference.json().at("/pages/changed").asLong()).isZero();
    assertThat(difference.json().at("/pages/same").asLong()).isPositive();
    try (Stream<Path> left = Files.list(repository.resolve("temporary"))) {
      assertThat(left).isEmpty();
    }
  }

  /** The image as a file gives it. */
  private String imported() throws IOException {
    assertThat(importFrom(image.toString(), "--label=file").code()).isZero();
    return "file";
  }

  @Fault("A dump from a pipe has 0 bytes in all")
  @Test
  void aPipeIsImported() throws Exception {
    Thread writer =
        new Thread(
            () -> {
              try (OutputStream into = Files.newOutputStream(pipe)) {
                Files.copy(image, into);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    writer.start();
    requireWhole(importFrom(pipe.toString()), "pipe");
    writer.join();
  }

  @Test
  void standardInputIsImported() throws Exception {
    InputStream before = System.in;
    try (InputStream in = Files.newInputStream(image)) {
      System.setIn(in);
      requireWhole(importFrom("-"), "standard-input");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void whatCameIsNamedByTheStreamInErrors() throws Exception {
    InputStream before = System.in;
    try (InputStream in = InputStream.nullInputStream()) {
      System.setIn(in);
      CommandRun empty = CommandRun.of("import", "-", "--repository=" + repository);
      assertThat(empty.code()).isEqualTo(4);
      assertThat(empty.err()).contains("standard input").doesNotContain("received");
    } finally {
      System.setIn(before);
    }
    try (Stream<Path> left = Files.list(repository.resolve("temporary"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aPipeIsNoPartOfASplitSet() throws IOException {
    CommandRun run =
        CommandRun.of("import", pipe + "," + image, "--repository=" + repository, "--label=set");
    assertThat(run.code()).isEqualTo(7);
    assertThat(run.err()).contains(pipe + ": is a pipe");
  }

  @Test
  void elsewhereItIsSaidToBeAPipe() {
    for (String command : new String[] {"info", "ps", "filter --estimate"}) {
      CommandRun run = CommandRun.of((command + " " + pipe).split(" "));
      assertThat(run.code()).isEqualTo(7);
      assertThat(run.err()).contains(pipe + ": is a pipe", "kexshot import");
    }
  }
}
