package org.kexshot.index.schema;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Fields of every object that say in which snapshots it is. */
public enum SnapshotField {
  /** By label or id. */
  SNAPSHOT("snapshot"),
  LABEL("label"),
  SNAPSHOT_ID("snapshotId"),
  /** Not in the snapshot before. */
  NEW("new"),
  /** Not in the snapshot after. */
  GONE("gone"),
  /** Other than in the snapshot before. */
  CHANGED("changed"),
  FIRST_SEEN("first_seen"),
  LAST_SEEN("last_seen");

  private final String word;

  SnapshotField(String word) {
    this.word = word;
  }

  /** The field of a name, if it is one of these. */
  public static Optional<SnapshotField> of(String name) {
    return Arrays.stream(values()).filter(field -> field.word.equals(name)).findFirst();
  }

  /** Their names. */
  public static List<String> names() {
    return Arrays.stream(values()).map(field -> field.word).toList();
  }

  /** Whether its values are times; those of the others name snapshots. */
  public boolean isTime() {
    return this == FIRST_SEEN || this == LAST_SEEN;
  }

  /** Whether {@code true} stands for any snapshot. */
  public boolean isEvent() {
    return this == NEW || this == GONE || this == CHANGED;
  }
}
