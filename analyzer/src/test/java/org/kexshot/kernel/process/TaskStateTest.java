package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskStateTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, R",
    "1, 0, 0, S",
    "2, 0, 0, D",
    "402, 0, 0, I",
    "2001, 0, 0, S",
    "4, 0, 0, T",
    "104, 0, 0, T",
    "8, 0, 0, t",
    "40, 0, 0, P",
    "1000, 0, 0, D",
    "8000, 0, 0, F",
    "8402, 0, 0, F",
    "8000, 4001, 0, S",
    "8000, 6102, 0, D",
    "80, 0, 20, Z",
    "80, 0, 10, X",
    "200, 0, 0, R"
  })
  void isTheLetterOfProc(String state, String saved, String exitState, char letter) {
    assertThat(TaskState.of(number(state), number(saved), number(exitState)).letter())
        .isEqualTo(letter);
  }

  private static long number(String hexadecimal) {
    return Long.parseLong(hexadecimal, 16);
  }
}
