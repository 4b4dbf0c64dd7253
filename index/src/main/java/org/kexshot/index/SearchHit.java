package org.kexshot.index;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An object that a query found.
 *
 * @param snapshotId full id of the snapshot that it is in
 * @param kind {@code snapshot}, or the name of a kind of kernel object
 * @param title one line for a person
 * @param fields its values by field, in the order of indexing; some have several
 */
public record SearchHit(
    String snapshotId, String kind, String title, Map<String, List<String>> fields) {
  public SearchHit {
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }
}
