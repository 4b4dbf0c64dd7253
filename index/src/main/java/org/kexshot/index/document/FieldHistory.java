package org.kexshot.index.document;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import org.kexshot.index.schema.ValueType;
import org.kexshot.kind.Attribute;

/**
 * The values of one field of an object through its snapshots.
 *
 * @param type of its values
 * @param indexed whether it is searched, or kept for the object's history only
 * @param fluctuates whether it changes on an idle machine too: then all values that were seen are
 *     of one version, up to {@value #MOST_FLUCTUATING}
 * @param versions by position, ascending; the last {@value #MOST_VERSIONS}
 */
public record FieldHistory(
    ValueType type, boolean indexed, boolean fluctuates, List<Version> versions) {
  static final int MOST_VERSIONS = 64;
  static final int MOST_FLUCTUATING = 64;

  /**
   * Values from a snapshot on.
   *
   * @param since position of the snapshot
   * @param values as texts; none if they are unknown or the object has none
   */
  public record Version(long since, List<String> values) {
    public Version {
      values = List.copyOf(values);
    }
  }

  public FieldHistory {
    versions = List.copyOf(versions);
  }

  /** The values of an attribute in one snapshot, which are known. */
  static <T> FieldHistory of(Attribute<T> attribute, T object, long position) {
    ValueType type = ValueType.of(attribute);
    Object value = attribute.value().apply(object);
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    return new FieldHistory(
        type, true, false, List.of(new Version(position, items.stream().map(type::text).toList())));
  }

  /** In the last snapshot; of one that fluctuates, all that were seen. */
  public List<String> latest() {
    return versions.get(versions.size() - 1).values();
  }

  /** All that it had at any time, each once. */
  public Set<String> all() {
    Set<String> all = new LinkedHashSet<>();
    versions.forEach(version -> all.addAll(version.values()));
    return all;
  }

  /** With what a later snapshot shows. */
  FieldHistory and(FieldHistory later) {
    Version now = later.versions.get(later.versions.size() - 1);
    if (now.values().equals(latest())) {
      return this;
    }
    if (fluctuates) {
      Set<String> seen = all();
      now.values().stream().limit(MOST_FLUCTUATING - seen.size()).forEach(seen::add);
      return new FieldHistory(
          type, indexed, true, List.of(new Version(versions.get(0).since(), List.copyOf(seen))));
    }
    List<Version> more = new ArrayList<>(versions);
    more.add(now);
    return new FieldHistory(
        type, indexed, false, more.subList(Math.max(0, more.size() - MOST_VERSIONS), more.size()));
  }

  /** Without what only snapshots showed that are no more. */
  FieldHistory within(NavigableSet<Long> left) {
    if (fluctuates) {
      return this;
    }
    List<Version> kept = new ArrayList<>();
    for (Version version : versions) {
      Long since = left.ceiling(version.since());
      if (since != null) {
        kept.removeIf(earlier -> earlier.since() == since);
        kept.add(new Version(since, version.values()));
      }
    }
    return new FieldHistory(type, indexed, false, kept.isEmpty() ? versions.subList(0, 1) : kept);
  }
}
