package org.kexshot.index.fleet;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Looks up on a server what queries name. */
public interface FleetDirectory {
  /**
   * Snapshots that a query finds.
   *
   * @throws java.io.UncheckedIOException if the server fails, or finds too many
   */
  List<FleetSnapshot> snapshots(Map<String, Object> query);

  /**
   * Ids of boots that a query finds.
   *
   * @throws java.io.UncheckedIOException if the server fails, or finds too many
   */
  Set<String> boots(Map<String, Object> query);
}
