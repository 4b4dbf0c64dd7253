package org.kexshot.capture.modules;

import java.io.IOException;

/** How the drivers of a snapshot device, and the modules they are in, are found. */
@FunctionalInterface
public interface DriverSearch {
  /**
   * @param device its path
   */
  SnapshotDrivers driversOf(String device) throws IOException;
}
