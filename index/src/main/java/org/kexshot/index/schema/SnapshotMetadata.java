package org.kexshot.index.schema;

import java.time.Instant;
import java.util.Map;

/**
 * What the index knows of a snapshot itself. Texts are empty where nothing is known.
 *
 * @param id full
 * @param label the user's name for it
 * @param note the user's remark
 * @param tags the user's keys and values
 * @param host the machine's name
 * @param kernel the kernel's release
 * @param architecture as {@code uname -m} names it
 * @param time of capture
 */
public record SnapshotMetadata(
    String id,
    String label,
    String note,
    Map<String, String> tags,
    String host,
    String kernel,
    String architecture,
    Instant time) {
  public SnapshotMetadata {
    tags = Map.copyOf(tags);
  }
}
