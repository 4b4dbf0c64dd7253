package org.kexshot.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Predicate;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/** What the lab's kernel lacks the options for, with Debian's own. */
class StockScenariosIT extends ScenariosSuite {
  StockScenariosIT() {
    super("stock");
  }

  @Override
  Lab lab(Path project) throws IOException {
    return Lab.stock(project, GuestArchitecture.X86_64);
  }

  @Override
  Predicate<Scenario> chosen(Set<String> own, Set<String> lab) {
    return scenario -> !scenario.runsWith(lab) && scenario.runsWith(own);
  }
}
