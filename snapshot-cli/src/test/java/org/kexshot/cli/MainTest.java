package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the virtual machine lacks ends a command with one line, as every other failure does. */
class MainTest {
  @Test
  void tooLittleMemoryIsNoStackTrace() {
    assertThat(failing(new OutOfMemoryError("Java heap space"), 7))
        .startsWith("kexshot: out of memory (Java heap space)")
        .contains("-Xmx2g");
  }

  @Test
  void damageThatIsNestedWithoutEndIsNoStackTrace() {
    assertThat(failing(new StackOverflowError(), 4)).contains("nested", "damaged");
  }

  private static String failing(Error error, int exitCode) {
    CommandLine line =
        new CommandLine(
            CommandSpec.wrapWithoutInspection(
                (Runnable)
                    () -> {
                      throw error;
                    }));
    StringWriter said = new StringWriter();
    line.setErr(new PrintWriter(said));
    assertThat(Main.execute(line)).isEqualTo(exitCode);
    assertThat(said.toString().lines()).hasSize(1);
    return said.toString();
  }
}
