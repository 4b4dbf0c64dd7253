package org.kexshot.index;

import java.util.Set;

/**
 * What an index holds.
 *
 * @param snapshotIds full ids of its snapshots
 * @param documents objects and snapshots
 * @param bytes of its files
 * @param schema tells one schema from another
 */
public record IndexStatus(Set<String> snapshotIds, long documents, long bytes, String schema) {
  public IndexStatus {
    snapshotIds = Set.copyOf(snapshotIds);
  }
}
