package org.kexshot.index.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import org.kexshot.kind.Attribute;

/**
 * All that the index keeps of one object through the snapshots of a boot.
 *
 * @param key that no other object has
 * @param kind its kind's name
 * @param title one line for a person, as of the snapshot that showed it last when it was written
 * @param fields by name, in the kind's order
 * @param sightings the snapshots that show it
 */
public record StoredObject(
    String key, String kind, String title, Map<String, FieldHistory> fields, Sightings sightings) {
  public StoredObject {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /**
   * Something that belongs to one snapshot, and is no kernel object that others may show.
   *
   * @param of by its attributes
   * @param position of the snapshot
   */
  static <T> StoredObject inOneSnapshot(
      String key, String kind, String title, List<Attribute<T>> attributes, T of, long position) {
    Map<String, FieldHistory> fields = new LinkedHashMap<>();
    for (Attribute<T> attribute : attributes) {
      fields.put(attribute.name(), FieldHistory.of(attribute, of, position));
    }
    return new StoredObject(key, kind, title.strip(), fields, Sightings.only(position));
  }

  static String key(int boot, String inBoot) {
    return boot + "-" + inBoot;
  }

  /** What tells it from all others of its boot, whichever number the index gave that. */
  public String keyInBoot() {
    return key.substring(key.indexOf('-') + 1);
  }

  /** As a later snapshot shows it; what is unknown there stays as it was. */
  public StoredObject seen(StoredObject later) {
    Map<String, FieldHistory> merged = new LinkedHashMap<>(fields);
    later.fields.forEach((name, field) -> merged.merge(name, field, FieldHistory::and));
    return new StoredObject(
        key,
        kind,
        later.title,
        merged,
        sightings.and(later.sightings.first(), later.sightings.ranges().get(0).came()));
  }

  /** Not seen after a snapshot. */
  public StoredObject until(long position, boolean went) {
    return new StoredObject(key, kind, title, fields, sightings.until(position, went));
  }

  /** Without what only snapshots showed that are no more. */
  public StoredObject within(NavigableSet<Long> left) {
    Map<String, FieldHistory> kept = new LinkedHashMap<>();
    fields.forEach((name, field) -> kept.put(name, field.within(left)));
    return new StoredObject(key, kind, title, kept, sightings.within(left));
  }
}
