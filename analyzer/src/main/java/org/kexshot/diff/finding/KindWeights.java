package org.kexshot.diff.finding;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import org.kexshot.kind.ObjectKind;

/** How much a difference says by the kind of its object: {@code weights.properties}. */
public final class KindWeights {
  private static final Properties WEIGHTS = load();

  private KindWeights() {}

  private static Properties load() {
    Properties weights = new Properties();
    try (InputStream in = KindWeights.class.getResourceAsStream("weights.properties")) {
      weights.load(in);
    } catch (IOException e) {
      throw new IllegalStateException("weights.properties lies beside this class", e);
    }
    return weights;
  }

  /** More is stronger; 0 where objects of the kind change on any machine that runs. */
  public static int of(ObjectKind<?> kind) {
    String weight = WEIGHTS.getProperty(kind.name());
    if (weight == null) {
      throw new IllegalStateException("weights.properties has no weight of " + kind.name());
    }
    return Integer.parseInt(weight);
  }
}
