package org.kexshot.operation.compare;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.noise.ChangeExtents;
import org.kexshot.diff.noise.NoiseLearner;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.noise.NoiseModelFile;
import org.kexshot.io.PendingFile;
import org.kexshot.operation.Image;

/** What changes anyway between images of a machine on which nothing was done. */
public final class Baseline {
  private Baseline() {}

  /**
   * Learns from a null pair.
   *
   * @throws IOException if the images are not of one boot, which says nothing of what changes in it
   */
  public static void learn(Image first, Image second, NoiseLearner learner) throws IOException {
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
   * Writes what was learned to a new file.
   *
   * @param told is told what a killed writer left beside it, which is removed
   */
  public static void write(NoiseModel model, Path file, Consumer<String> told) throws IOException {
    StringWriter text = new StringWriter();
    NoiseModelFile.write(model, text);
    try (PendingFile out = PendingFile.beside(file, told)) {
      out.write(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
      out.commit(file);
    }
  }
}
