package org.kexshot.scenario;

import java.io.IOException;
import java.nio.file.Path;

/** Images that an earlier run kept, for work on the comparison. */
final class KeptImages implements ScenarioImages {
  private final Path directory;
  private int taken;

  KeptImages(Path directory) {
    this.directory = directory;
  }

  static Path file(Path directory, int number) {
    return directory.resolve("%02d.elf".formatted(number));
  }

  @Override
  public void prepare(Scenario scenario) {}

  @Override
  public void run(Scenario scenario) {}

  @Override
  public void pause() {}

  @Override
  public Path take() {
    return file(directory, taken++);
  }

  @Override
  public void release(Path image) {}

  @Override
  public void close() throws IOException {}
}
