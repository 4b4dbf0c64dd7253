package org.kexshot.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/**
 * Runs scenarios in one guest, and holds what comparisons say of them: nearly all that was done,
 * little else, and what was done first. {@code target/scenarios-NAME.md} has the table.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ScenariosSuite {
  private static final double LEAST_RECALL = 0.98;
  private static final double LEAST_PRECISION = 0.95;
  private static final int LAST_ROW = 5;
  private static final int MOST_OF_NOTHING = 5;

  /** System property: {@code keep} keeps images, {@code use} takes those in place of a guest's. */
  private static final String IMAGES = "scenarios.images";

  private final String name;
  private ScenarioReport report;
  private ScenarioSearches searches;

  ScenariosSuite(String name) {
    this.name = name;
  }

  /** The guest's. */
  abstract Lab lab(Path project) throws IOException;

  /**
   * Which scenarios are this guest's.
   *
   * @param own options of its kernel
   * @param lab options of the lab's kernel
   */
  abstract Predicate<Scenario> chosen(Set<String> own, Set<String> lab);

  @BeforeAll
  void run() throws IOException {
    Path project = Lab.findProject();
    Path directory = Files.createDirectories(Path.of("target/lab/scenarios-" + name));
    Lab built = Lab.build(project, GuestArchitecture.X86_64);
    Lab lab = lab(project);
    List<Scenario> scenarios =
        Scenario.all(project.resolve("samples/scenarios")).stream()
            .filter(chosen(options(lab), options(built)))
            .toList();
    searches = new ScenarioSearches(directory.resolve("repository"));
    searches.delete();
    try (ScenarioImages images = images(lab, built, directory)) {
      report = new ScenarioRun(images, searches).run(scenarios);
    } finally {
      searches.delete();
    }
    Files.writeString(Path.of("target/scenarios-%s.md".formatted(name)), report.text());
  }

  /** What was searched for. */
  ScenarioSearches searches() {
    return searches;
  }

  private static ScenarioImages images(Lab lab, Lab built, Path directory) throws IOException {
    String what = System.getProperty(IMAGES, "");
    return what.equals("use")
        ? new KeptImages(directory)
        : ScenarioGuest.start(
            lab,
            ScenarioGuest.pack(built, directory.resolve("scenarios.img")),
            directory,
            what.equals("keep"));
  }

  private static Set<String> options(Lab lab) throws IOException {
    return Set.copyOf(Files.readAllLines(lab.kernel().resolve(".config")));
  }

  @Test
  void whatWasDoneIsSaid() {
    assertThat(report.recall()).as(report.text()).isGreaterThanOrEqualTo(LEAST_RECALL);
  }

  @Test
  void littleElseIsSaid() {
    assertThat(report.precision()).as(report.text()).isGreaterThanOrEqualTo(LEAST_PRECISION);
  }

  @Test
  void whatWasDoneIsSaidFirst() {
    assertThat(report.outcomes())
        .allSatisfy(
            outcome ->
                assertThat(outcome.required())
                    .as(outcome.scenario().name())
                    .allSatisfy(
                        expected ->
                            assertThat(outcome.rank(expected))
                                .as(expected.toString())
                                .isLessThanOrEqualTo(LAST_ROW)));
  }

  @Test
  void littleIsSaidOfNothing() {
    assertThat(report.ofNothing()).as(report.text()).hasSizeLessThanOrEqualTo(MOST_OF_NOTHING);
  }
}
