package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.cli.KernelFixture;
import org.kexshot.cli.failure.ExitCode;

/** The shell as a process: fed from a pipe, and in a terminal. */
@Timeout(120)
class ShellProcessTest {
  private static final String PATTERN = "5a 5a 5a 5a";
  private static final String CTRL_C = "\u0003";
  private static final String CTRL_D = "\u0004";

  private static final Pattern COLOUR =
      Pattern.compile("\u001b\\[([0-9;]*;)?(3[0-8]|4[0-8]|9[0-7])[;m]");

  @TempDir private Path directory;
  private Path image;

  @AfterEach
  void endWhatAFailureLeaves() {
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
  }

  @BeforeEach
  void writeImage() throws IOException {
    image = directory.resolve("image%N");
    KernelFixture.write(image);
  }

  private record Ended(int code, String out) {}

  private List<String> java(String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Xlog:class+load:file=" + directory.resolve("classes"),
                "org.kexshot.cli.Main"));
    line.addAll(List.of(arguments));
    return line;
  }

  private Ended script(String script, String... options) throws Exception {
    List<String> line = java("shell", image.toString(), "--map=" + KernelFixture.map(image));
    line.addAll(List.of(options));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(script.getBytes(StandardCharsets.UTF_8));
    }
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), out);
  }

  @Test
  void aScriptEndsWithTheLastCode() throws Exception {
    Ended ended = script("read 0xc9000000\n\nread 0xc0080000 16 # fine\n");
    assertThat(ended.code()).isZero();
    assertThat(ended.out()).contains(PATTERN).doesNotContain("kexshot> ", "\u001b");
    assertThat(script("vtop 0xc0080000\nread 0xc9000000\n").code())
        .isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(script("").code()).isZero();
    assertThat(Files.readString(directory.resolve("classes"))).doesNotContain("org.jline");
  }

  @Test
  void aScriptMayEndAtTheFirstFailure() throws Exception {
    Ended ended = script("read 0xc9000000\nread 0xc0080000 16\n", "-e");
    assertThat(ended.code()).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(ended.out()).doesNotContain(PATTERN);
  }

  @Test
  void whatAScriptRunsDoesNotReadTheScript() throws Exception {
    Ended ended =
        script(
            "import - --label=x --repository=%s\nread 0xc0080000 16\n"
                .formatted(directory.resolve("repository")));
    assertThat(ended.out()).contains(PATTERN);
  }

  private static void awaitDescendant(Process process, String program) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (process.descendants().noneMatch(each -> runs(each, program))) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.sleep(20);
    }
  }

  private static boolean runs(ProcessHandle process, String program) {
    return process.info().command().filter(path -> path.endsWith("/" + program)).isPresent();
  }

  private ProcessBuilder inATerminal(String noColour) {
    String line = String.join(" ", java("shell", image.toString(), "--map=" + image + ".map"));
    ProcessBuilder builder =
        new ProcessBuilder("script", "-qec", "stty cols 100 rows 40; exec " + line, "/dev/null")
            .redirectErrorStream(true);
    builder.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
    builder.environment().put("TERM", "xterm-256color");
    builder.environment().put("NO_COLOR", noColour);
    return builder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1"})
  void wordsToChooseFromHaveNoColourWhereNobodyWantsIt(String noColour) throws Exception {
    Process process = inATerminal(noColour).start();
    OutputStream keys = process.getOutputStream();
    Screen screen = new Screen(process.getInputStream());
    screen.await("image%N> ");
    type(keys, "s\t");
    screen.await("ysctl");
    type(keys, CTRL_C);
    screen.settle("image%N> ");
    type(keys, CTRL_D);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(COLOUR.matcher(screen.text()).find())
        .as(screen.text())
        .isEqualTo(noColour.isEmpty());
  }

  /** Signals come from the terminal, as Ctrl-C does, to all of its processes. */
  @Test
  void inATerminalWordsAreCompletedAndCtrlCEndsACommand() throws Exception {
    Process process = inATerminal("").start();
    OutputStream keys = process.getOutputStream();
    Screen screen = new Screen(process.getInputStream());
    screen.await("image%N> ");
    type(keys, "vt\t0xc0080000\r");
    screen.await("PGD");
    screen.await("> ");
    type(keys, "help | sleep 60\r");
    // A signal that comes before there is a program ends none.
    awaitDescendant(process, "sleep");
    type(keys, CTRL_C);
    // A signal comes when the machine has time for it, and drops what was typed until then.
    screen.settle("image%N> ");
    type(keys, "not sent" + CTRL_C);
    screen.settle("image%N> ");
    type(keys, "read 0xc9000000\r");
    screen.await("kexshot: ");
    // An end of input that is typed before the next line is read is no key.
    screen.settle("image%N> ");
    type(keys, CTRL_D);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(screen.text()).isEqualTo(ExitCode.NO_MEMORY.number());
    assertThat(directory.resolve("state/kexshot/history"))
        .content()
        .contains("help | sleep 60", "read 0xc9000000")
        .doesNotContain("not sent");
  }

  private static void type(OutputStream keys, String text) throws IOException {
    keys.write(text.getBytes(StandardCharsets.UTF_8));
    keys.flush();
  }

  /** Loading JLine would be a good part of a short command's time. */
  @Test
  void otherCommandsLoadNothingOfTheShell() throws Exception {
    List<String> line =
        java("read", image.toString(), "--map=" + KernelFixture.map(image), "0xc0080000");
    Process process =
        new ProcessBuilder(line).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(directory.resolve("classes")))
        .contains("org.kexshot.cli.Main")
        .doesNotContain("org.jline", "org.kexshot.cli.shell");
  }
}
