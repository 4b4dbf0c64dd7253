package org.kexshot.index.fleet;

import java.time.Instant;
import java.util.List;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.TextHash;

/**
 * A boot of a machine on a server.
 *
 * @param id that no other boot there has
 * @param repository name of the repository that it is sent from
 * @param machine the machine's name; empty if it is not known
 * @param snapshots those that are to be there, by position, ascending; not empty
 */
public record FleetBoot(
    String id, String repository, String machine, List<IndexedSnapshot> snapshots) {
  public FleetBoot {
    snapshots = List.copyOf(snapshots);
  }

  /** The id of a boot that the server does not have yet. */
  public static String newId(String repository, List<IndexedSnapshot> snapshots) {
    return TextHash.of(repository + "\0" + snapshots.get(0).id());
  }

  /** The id of an object's document. */
  String key(String keyInBoot) {
    return id + "-" + keyInBoot;
  }

  /** When its last snapshot was taken. */
  public Instant lastTime() {
    return snapshots.get(snapshots.size() - 1).time();
  }
}
