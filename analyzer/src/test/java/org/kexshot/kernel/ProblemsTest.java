package org.kexshot.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProblemsTest {
  @Test
  void aPartThatIsMissingCostsNoObject() {
    Problems problems = new Problems();
    PartialItem process = new PartialItem(problems, "process 7");
    assertThat(
            process.read(
                "the environment",
                () -> {
                  throw new IOException("excluded");
                }))
        .isEmpty();
    assertThat(problems.list()).containsExactly("the environment of process 7: excluded");
    assertThat(problems.isWhole()).isTrue();

    problems.add("the list of processes breaks off after %d", 3);
    assertThat(problems.isWhole()).isFalse();
  }
}
