package org.kexshot.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/** What can be done with the lab's kernel. */
class ScenariosIT extends ScenariosSuite {
  ScenariosIT() {
    super("lab");
  }

  @Override
  Lab lab(Path project) throws IOException {
    return Lab.build(project, GuestArchitecture.X86_64);
  }

  @Override
  Predicate<Scenario> chosen(Set<String> own, Set<String> lab) {
    return scenario -> scenario.runsWith(own);
  }

  @Test
  void whatWasDoneIsFoundBySearching() {
    assertThat(searches().failures()).isEmpty();
    assertThat(searches().snapshots()).isGreaterThan(8);
    assertThat(searches().searches()).isGreaterThan(10);
  }
}
