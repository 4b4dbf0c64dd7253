package org.kexshot.scenario;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A machine in which scenarios are run, and its images. */
interface ScenarioImages extends Closeable {
  /** Does what a scenario takes that was there before the first image. */
  void prepare(Scenario scenario) throws IOException;

  void run(Scenario scenario) throws IOException;

  /** Lets some time pass in which nothing is done. */
  void pause() throws IOException;

  Path take() throws IOException;

  /** An image is not needed any more. */
  void release(Path image) throws IOException;
}
