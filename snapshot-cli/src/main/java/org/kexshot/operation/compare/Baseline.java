package org.kexshot.operation.compare;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.noise.ChangeExtents;
import org.kexshot.diff.noise.NoiseLearner;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.noise.NoiseModelFile;
import org.kexshot.operation.Image;
import org.kexshot.output.ReportFile;

/** Learns what changes anyway from images between which nothing was done. */
public final class Baseline {
  private final NoiseLearner learner = new NoiseLearner();

  /**
   * Learns from images in the order of time, each compared with the one before; of one nothing. Two
   * are open at a time.
   *
   * @throws IOException if two are not of one boot, which says nothing of what changes in one
   */
  public void addSeries(List<Image.Opener> images) throws IOException {
    for (int i = 1; i < images.size(); i++) {
      try (Image first = images.get(i - 1).open();
          Image second = images.get(i).open()) {
        add(first, second);
      }
    }
  }

  private void add(Image first, Image second) throws IOException {
    ImageDifference difference = first.objectDifferenceTo(second);
    if (difference.relation() != ImageRelation.SAME_BOOT) {
      throw new IOException(
          "%s and %s: no null pair: %s; two images of one boot expected"
              .formatted(first.name(), second.name(), difference.relation().meaning()));
    }
    learner.add(
        ChangeExtents.of(difference.objects(), difference.symbols()),
        Math.abs(difference.seconds()));
  }

  /**
   * Adds what was learned before.
   *
   * @throws IOException if the file is no model
   */
  public void addFile(Path file) throws IOException {
    learner.add(NoiseModelFile.read(file));
  }

  /** What was learned up to now. */
  public NoiseModel model() {
    return learner.model();
  }

  /**
   * Finds out whether a file could be written, before the work that it is to keep.
   *
   * @throws IOException if it could not
   */
  public static void check(Path file) throws IOException {
    new ReportFile(file).check();
  }

  /**
   * Writes what was learned.
   *
   * @param told is told what a killed writer left beside it, which is removed
   */
  public void write(Path file, Consumer<String> told) throws IOException {
    new ReportFile(file)
        .write(
            out ->
                NoiseModelFile.write(model(), new OutputStreamWriter(out, StandardCharsets.UTF_8)),
            told);
  }
}
