package org.kexshot.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.diff.ImageComparison;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.ChangeExtents;
import org.kexshot.diff.noise.NoiseLearner;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.MemoryImage;

/**
 * Runs scenarios one after the other, with an image behind each, which is also the one before the
 * next, and compares each pair.
 */
final class ScenarioRun {
  private final ScenarioImages images;
  private final ScenarioSearches searches;
  private MemoryImage before;
  private Path file;

  ScenarioRun(ScenarioImages images, ScenarioSearches searches) {
    this.images = images;
    this.searches = searches;
  }

  /** Runs all, after two pairs of images between which nothing is done. */
  ScenarioReport run(List<Scenario> scenarios) throws IOException {
    for (Scenario scenario : scenarios) {
      images.prepare(scenario);
    }
    open(images.take());
    try {
      images.pause();
      NoiseModel baseline = learn(compare());
      images.pause();
      Findings ofNothing = Findings.of(compare(), baseline);
      if (scenarios.stream().anyMatch(scenario -> !scenario.searches().isEmpty())) {
        searches.add("nothing", file, List.of());
      }
      List<ScenarioOutcome> outcomes = new ArrayList<>();
      for (Scenario scenario : scenarios) {
        images.run(scenario);
        outcomes.add(new ScenarioOutcome(scenario, Findings.of(compare(), baseline).effects()));
        search(scenario);
      }
      return new ScenarioReport(outcomes, ofNothing.effects());
    } finally {
      forget();
    }
  }

  private void search(Scenario scenario) throws IOException {
    if (!scenario.searches().isEmpty()) {
      searches.add(scenario.name(), file, scenario.searches());
    }
  }

  private static NoiseModel learn(ImageDifference nullPair) {
    NoiseLearner learner = new NoiseLearner();
    learner.add(ChangeExtents.of(nullPair.objects(), nullPair.symbols()), nullPair.seconds());
    return learner.model();
  }

  /** Takes the next image and compares it with the one before. */
  private ImageDifference compare() throws IOException {
    Path next = images.take();
    MemoryImage after = MemoryImage.of(DumpFiles.open(next));
    try {
      ImageDifference difference = ImageComparison.ofObjects(before, after).difference();
      forget();
      before = after;
      file = next;
      return difference;
    } catch (IOException | RuntimeException failure) {
      after.close();
      throw failure;
    }
  }

  private void open(Path first) throws IOException {
    before = MemoryImage.of(DumpFiles.open(first));
    file = first;
  }

  private void forget() throws IOException {
    before.close();
    images.release(file);
  }
}
