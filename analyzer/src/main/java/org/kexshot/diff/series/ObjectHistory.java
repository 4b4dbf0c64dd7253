package org.kexshot.diff.series;

import java.util.List;
import java.util.Set;
import org.kexshot.kind.ObjectKind;

/**
 * What became of one kernel object through a series of images.
 *
 * @param kind what it is
 * @param title tells it from others of its kind, as it was first seen
 * @param presence in each image
 * @param changes of what is compared, without what fluctuates; oldest first
 * @param unknownAtLast names of attributes that the last image with the object could not tell
 */
public record ObjectHistory(
    ObjectKind<?> kind,
    String title,
    List<Presence> presence,
    List<AttributeChange> changes,
    Set<String> unknownAtLast) {
  public ObjectHistory {
    presence = List.copyOf(presence);
    changes = List.copyOf(changes);
    unknownAtLast = Set.copyOf(unknownAtLast);
  }

  /** The image that has it first, from 0. */
  public int firstSeen() {
    return presence.indexOf(Presence.PRESENT);
  }

  /** The image that has it last. */
  public int lastSeen() {
    return presence.lastIndexOf(Presence.PRESENT);
  }

  /** Whether it was in every image and never changed. */
  boolean isUneventful() {
    return changes.isEmpty() && presence.stream().allMatch(each -> each == Presence.PRESENT);
  }
}
