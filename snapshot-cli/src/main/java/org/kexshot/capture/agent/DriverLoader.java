package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.kexshot.capture.channel.Handover;
import org.kexshot.linux.SystemCalls;

/**
 * Loads the modules that the snapshot device takes, in the order of their names. Each file is
 * deleted when its module is loaded, which gives its memory back; an agent that is started later
 * finds none.
 */
final class DriverLoader {
  private static final Logger LOG = Logger.getLogger("kexshot.agent");
  private static final Path MODULES = Path.of("/" + Handover.MODULES);

  private DriverLoader() {}

  /** A module that is refused is reported; whether it matters, the search for the device shows. */
  static void load() throws IOException {
    List<Path> files;
    try (Stream<Path> entries = Files.list(MODULES)) {
      files = entries.sorted().toList();
    }
    for (Path file : files) {
      try {
        SystemCalls.loadModule(file.toString());
      } catch (IOException e) {
        LOG.log(Level.WARNING, "a driver of the snapshot device is not loaded", e);
      }
      Files.delete(file);
    }
  }
}
