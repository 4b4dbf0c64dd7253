package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code kexshot} says of itself. */
class TopCommandTest {
  /** Tests run without a toolkit around them. */
  @Test
  void aToolkitWithoutAListOfPartsIsToldOf() {
    CommandRun run = CommandRun.of("--licences");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err()).startsWith("kexshot: ").contains("bom.json: no such file");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void withoutACommandItPrintsItsUsage() {
    CommandRun run = CommandRun.of("--debug");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("Usage: kexshot ").contains("--licences");
  }
}
