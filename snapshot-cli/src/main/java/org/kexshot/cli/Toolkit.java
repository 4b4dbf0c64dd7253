package org.kexshot.cli;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the toolkit's own files are, found by where its jar lies: {@code lib/kexshot.jar}. */
final class Toolkit {
  private Toolkit() {}

  /** The toolkit's directory, with {@code bin}, {@code lib} and {@code capture}. */
  static Path home() {
    try {
      return Path.of(Toolkit.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getParent()
          .getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the toolkit's jar lies at no file", e);
    }
  }

  /** B's initial file system for i386. */
  static Path captureFileSystem() {
    return home().resolve("capture/i386/initramfs.cpio.gz");
  }
}
