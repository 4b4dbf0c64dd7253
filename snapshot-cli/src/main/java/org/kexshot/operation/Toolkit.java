package org.kexshot.operation;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the toolkit's own files are, found by where its jar lies: {@code lib/kexshot.jar}. */
public final class Toolkit {
  private Toolkit() {}

  /** The toolkit's directory, with {@code bin}, {@code lib} and {@code capture}. */
  public static Path home() {
    try {
      return Path.of(Toolkit.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent()
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the toolkit's jar lies at no file", e);
    }
  }

  /** Where B's initial file systems are, each in a directory named after its architecture. */
  public static Path captureFileSystems() {
    return home().resolve("capture");
  }
}
