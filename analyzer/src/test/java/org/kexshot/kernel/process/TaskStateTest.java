package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskStateTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, R",
    "1, 0, S",
    "2, 0, D",
    "402, 0, I",
    "2001, 0, S",
    "4, 0, T",
    "104, 0, T",
    "8, 0, t",
    "40, 0, P",
    "8000, 0, D",
    "8402, 0, D",
    "80, 20, Z",
    "80, 10, X",
    "200, 0, R"
  })
  void isTheLetterOfProc(String state, String exitState, char letter) {
    assertThat(TaskState.of(Long.parseLong(state, 16), Long.parseLong(exitState, 16)).letter())
        .isEqualTo(letter);
  }
}
