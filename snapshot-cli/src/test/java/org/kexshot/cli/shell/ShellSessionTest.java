package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.KernelFixture;
import org.kexshot.cli.ShellCommands;
import org.kexshot.cli.failure.ExitCode;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;

/** Lines as a user types them, on an image of a small kernel. */
@Timeout(60)
class ShellSessionTest {
  private static final String READ = "read 0x%x 64".formatted(KernelFixture.BASE + 0x80_000);

  private static final String PATTERN = "5a 5a 5a 5a";

  @TempDir private Path directory;
  private Path image;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final KeptImage kept = new KeptImage();
  private ShellSession session;

  @BeforeEach
  void openShell() throws IOException {
    image = directory.resolve("image");
    KernelFixture.write(image);
    session =
        new ShellSession(
            new ShellCommands(),
            kept,
            List.of("--repository=" + directory.resolve("repository")),
            new ShellStreams(
                out, err, ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())));
  }

  @AfterEach
  void closeImage() throws IOException {
    kept.close();
  }

  private void open() {
    assertThat(run("open %s --map %s".formatted(image, KernelFixture.map(image)))).isZero();
  }

  private int run(String line) {
    out.reset();
    err.reset();
    return session.run(line);
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void anImageThatIsOpenNeedsNoName() throws IOException {
    assertThat(run(READ)).isEqualTo(ExitCode.USAGE.number());
    assertThat(run("info")).isEqualTo(ExitCode.USAGE.number());
    assertThat(errors()).contains("no image is open").hasLineCount(1);
    open();
    MemoryImage opened = kept.image().orElseThrow().memory();
    KernelImage kernel = opened.kernel();
    assertThat(run(READ)).as(errors()).isZero();
    assertThat(said()).contains(PATTERN);
    run("vtop 0xc0080000");
    assertThat(said()).contains("PGD");
    assertThat(kept.image().orElseThrow().memory()).isSameAs(opened);
    assertThat(opened.kernel()).isSameAs(kernel);
  }

  @Test
  void anotherImageMayBeNamed() throws IOException {
    open();
    Path other = directory.resolve("other");
    byte[] bytes = Files.readAllBytes(image);
    Arrays.fill(bytes, 0x80_000, 0x80_040, (byte) 'k');
    Files.write(other, bytes);
    String named = " --map=" + KernelFixture.map(image);
    assertThat(run(READ + named + " --image " + other)).as(errors()).isZero();
    assertThat(said()).contains("kkkk").doesNotContain(PATTERN);
    assertThat(run(READ + named + " --image=" + other)).isZero();
    assertThat(said()).contains("kkkk");
    run("info " + other + named);
    assertThat(said()).contains(other.toString());
    assertThat(run(READ)).isZero();
    assertThat(said()).contains(PATTERN);
    assertThat(run("info --image")).isEqualTo(ExitCode.USAGE.number());
  }

  @Test
  void anImageThatCannotBeOpenedLeavesTheOneBefore() {
    open();
    assertThat(run("open /nonexistent/file")).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(run(READ)).isZero();
  }

  @Test
  void aFailureIsToldAndTheShellGoesOn() {
    open();
    assertThat(run("read 0xc9000000")).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(errors()).startsWith("kexshot: ").hasLineCount(1);
    assertThat(session.lastCode()).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(run("# a comment")).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(run("raed 0xc0080000")).isEqualTo(ExitCode.USAGE.number());
    assertThat(errors()).contains("Did you mean kexshot read");
    assertThat(run("read 'open")).isEqualTo(ExitCode.USAGE.number());
    assertThat(run(READ)).isZero();
    assertThat(session.lastCode()).isZero();
  }

  @Test
  void commandsOfTheRepositoryKnowWhereItIs() throws IOException {
    open();
    Path file = directory.resolve("list");
    assertThat(
            run(
                "import %s --map %s --label=one > %s"
                    .formatted(image, KernelFixture.map(image), file)))
        .isZero();
    assertThat(Files.readString(file)).contains("one");
    assertThat(run("list")).as(errors()).isZero();
    assertThat(said()).contains("one");
    assertThat(run("open one")).as(errors()).isZero();
    assertThat(kept.name().orElseThrow()).endsWith(" one");
    assertThat(run(READ)).as(errors()).isZero();
    assertThat(run("list --repository /nonexistent"))
        .isEqualTo(ExitCode.REPOSITORY_DAMAGED.number());
  }

  @Test
  void theOutputGoesToAFileThatIsTheUsersAlone() throws IOException {
    open();
    Path file = directory.resolve("a file");
    assertThat(run(READ + " > '" + file + "'")).isZero();
    assertThat(said()).isEmpty();
    String once = Files.readString(file);
    assertThat(once).contains(PATTERN);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run(READ + " >> '" + file + "'")).isZero();
    assertThat(file).hasContent(once + once);
    assertThat(run(READ + " > '" + file + "'")).isZero();
    assertThat(file).hasContent(once);
    assertThat(run(READ + " > /nonexistent/file")).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(run(READ + " > " + directory)).isEqualTo(ExitCode.INPUT_OUTPUT.number());
  }

  @Test
  void bytesGoWhereTextGoes() throws IOException {
    open();
    Path file = directory.resolve("bytes");
    assertThat(run(READ + " --raw > " + file)).as(errors()).isZero();
    assertThat(file).hasBinaryContent("Z".repeat(64).getBytes(StandardCharsets.US_ASCII));
    assertThat(run(READ + " --raw | tr Z y > " + file)).isZero();
    assertThat(file).hasContent("y".repeat(64));
  }

  @Test
  void theOutputGoesToPrograms() throws IOException {
    open();
    Path file = directory.resolve("count");
    assertThat(run(READ + " | grep -o 5a | wc -l > " + file)).isZero();
    assertThat(Files.readString(file).strip()).isEqualTo("64");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run(READ + " | false")).isEqualTo(1);
    assertThat(run("read 0xc9000000 | cat")).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(run("read 0xc0080000 0x100000 | true")).as(errors()).isZero();
    assertThat(run("filter --estimate | grep -c . > " + file)).isZero();
    assertThat(Integer.parseInt(Files.readString(file).strip())).isGreaterThan(3);
  }

  @Test
  void helpIsOfTheShellAndOfItsCommands() {
    assertThat(run("help")).isZero();
    assertThat(said()).contains("open IMAGE", "  ps  ", "Exit codes:");
    assertThat(run("help vtop")).isZero();
    assertThat(said()).startsWith("Usage: kexshot vtop");
    assertThat(run("help capture load")).isZero();
    assertThat(said()).startsWith("Usage: kexshot capture load");
  }

  @Test
  void exitLeavesWithTheLastCodeOrAnother() {
    assertThat(run("exit x")).isEqualTo(ExitCode.USAGE.number());
    assertThat(session.isOver()).isFalse();
    assertThat(run("open /nonexistent/file")).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(run("exit")).isEqualTo(ExitCode.NOT_FOUND.number());
    assertThat(run("exit 7")).isEqualTo(7);
    assertThat(session.isOver()).isTrue();
  }
}
