package org.kexshot.index.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.kexshot.index.document.FieldHistory;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.ObjectDocument;
import org.kexshot.index.document.Position;
import org.kexshot.index.document.Sightings;
import org.kexshot.index.document.StoredObject;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/**
 * Makes documents of one boot's objects for a server. Two documents are equal exactly if the
 * objects are, whatever number the index gave the boot.
 */
public final class FleetDocument {
  /** In a history: the place from which on there were these values. */
  static final String SINCE = "since";

  /** In a history: all values, in their order. */
  static final String VALUES = "values";

  private final FleetBoot boot;
  private final NavigableMap<Long, IndexedSnapshot> snapshots = new TreeMap<>();

  public FleetDocument(FleetBoot boot) {
    this.boot = boot;
    boot.snapshots().forEach(snapshot -> snapshots.put(snapshot.position(), snapshot));
  }

  /**
   * The document of an object; empty if none of the snapshots shows it.
   *
   * @param object with all that the index has of it
   */
  public Optional<Map<String, Object>> of(StoredObject object) {
    if (object.kind().equals(SearchSchema.SNAPSHOT)) {
      return Optional.ofNullable(snapshots.get(object.sightings().first()))
          .map(snapshot -> ofSnapshot(object, snapshot));
    }
    if (SearchSchema.isOfOneSnapshot(object.kind())) {
      return snapshots.containsKey(object.sightings().first())
          ? Optional.of(of(object, object.keyInBoot()))
          : Optional.empty();
    }
    return object.sightings().within(snapshots.navigableKeySet()).isEmpty()
        ? Optional.empty()
        : Optional.of(of(object.within(snapshots.navigableKeySet()), object.keyInBoot()));
  }

  private Map<String, Object> ofSnapshot(StoredObject object, IndexedSnapshot snapshot) {
    Map<String, Object> document = of(object, snapshot.id());
    document.put(FleetFields.SNAPSHOT_ID, snapshot.id());
    document.put(FleetFields.PLACE, place(snapshot.position()));
    document.put(FleetFields.LABEL, snapshot.label());
    document.put(FleetFields.TAKEN, snapshot.time().toString());
    document.put(FleetFields.NAMES, snapshot.names());
    return document;
  }

  /** Counted from 1 among those of the boot. */
  private int place(long position) {
    return snapshots.headMap(position, true).size();
  }

  private Map<String, Object> of(StoredObject object, String keyInBoot) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(FleetFields.KEY, boot.key(keyInBoot));
    document.put(FleetFields.KIND, object.kind());
    document.put(FleetFields.TITLE, object.title());
    document.put(FleetFields.MACHINE, boot.machine());
    document.put(FleetFields.REPOSITORY, boot.repository());
    document.put(FleetFields.BOOT, boot.id());
    addSightings(object, document);
    addFields(object, document);
    return document;
  }

  private void addSightings(StoredObject object, Map<String, Object> document) {
    Sightings sightings = object.sightings();
    List<Object> shown = new ArrayList<>();
    List<String> came = new ArrayList<>();
    List<String> went = new ArrayList<>();
    for (Sightings.Range range : sightings.ranges()) {
      Map<String, Object> places = new LinkedHashMap<>();
      places.put("gte", place(range.first()));
      if (!Position.isOpen(range.last())) {
        places.put("lte", place(range.last()));
      }
      shown.add(places);
      if (range.came()) {
        came.add(snapshots.get(range.first()).id());
      }
      if (range.went()) {
        went.add(snapshots.get(range.last()).id());
      }
    }
    boolean open = Position.isOpen(sightings.last());
    document.put(FleetFields.OPEN, open);
    document.put(FleetFields.FIRST_SEEN, time(sightings.first()));
    if (!open) {
      document.put(FleetFields.LAST_SEEN, time(sightings.last()));
    }
    document.put(FleetFields.SHOWN, shown);
    put(FleetFields.CAME, came, document);
    put(FleetFields.WENT, went, document);
    put(FleetFields.CHANGED, changes(object), document);
  }

  private String time(long position) {
    return ValueType.TIME.text(snapshots.get(position).time());
  }

  private List<String> changes(StoredObject object) {
    Set<Long> positions = new TreeSet<>();
    for (FieldHistory field : object.fields().values()) {
      List<FieldHistory.Version> versions = field.versions();
      versions.subList(1, versions.size()).forEach(version -> positions.add(version.since()));
    }
    return positions.stream().map(snapshots::get).map(IndexedSnapshot::id).toList();
  }

  private void addFields(StoredObject object, Map<String, Object> document) {
    Map<String, Object> networks = new LinkedHashMap<>();
    Map<String, Object> unsigned = new LinkedHashMap<>();
    Map<String, Object> history = new LinkedHashMap<>();
    object
        .fields()
        .forEach(
            (name, field) -> {
              if (needsHistory(field)) {
                history.put(name, field.versions().stream().map(this::version).toList());
              }
              if (field.indexed()) {
                addField(name, field, document, networks, unsigned);
              }
            });
    SearchSchema.get()
        .holder(object.kind())
        .map(object.fields()::get)
        .ifPresent(holder -> addField(SearchSchema.HOLDER, holder, document, networks, unsigned));
    put(FleetFields.IP, networks, document);
    put(FleetFields.UNSIGNED, unsigned, document);
    put(FleetFields.HISTORY, history, document);
  }

  private static boolean needsHistory(FieldHistory field) {
    return !field.latest().isEmpty() && !field.indexed()
        || field.versions().size() > 1
        || new LinkedHashSet<>(field.latest()).size() < field.latest().size()
        || field.latest().stream()
            .anyMatch(value -> value.isEmpty() || value.length() > ObjectDocument.MOST_WHOLE);
  }

  private Map<String, Object> version(FieldHistory.Version version) {
    Map<String, Object> made = new LinkedHashMap<>();
    made.put(SINCE, place(version.since()));
    made.put(VALUES, version.values());
    return made;
  }

  private static void addField(
      String name,
      FieldHistory field,
      Map<String, Object> document,
      Map<String, Object> networks,
      Map<String, Object> unsigned) {
    List<String> values =
        field.all().stream().filter(value -> !value.isEmpty()).map(FleetDocument::cut).toList();
    put(FleetFields.name(name, field.type()), values, document);
    if (field.type() == ValueType.TEXT) {
      put(
          name,
          values.stream()
              .flatMap(value -> NetworkAddress.of(value).stream())
              .map(network -> network.address().getHostAddress())
              .toList(),
          networks);
    } else if (field.type() == ValueType.ADDRESS) {
      put(name, values.stream().map(FleetDocument::unsigned).toList(), unsigned);
    }
  }

  private static String unsigned(String address) {
    return Long.toUnsignedString(Long.parseUnsignedLong(address.substring(2), 16));
  }

  /** No pair of two characters that are one letter is taken apart: half of it is not JSON. */
  private static String cut(String text) {
    int most = ObjectDocument.MOST_WHOLE;
    if (text.length() <= most) {
      return text;
    }
    return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
  }

  private static void put(String name, List<?> values, Map<String, Object> into) {
    if (!values.isEmpty()) {
      into.put(name, values.size() == 1 ? values.get(0) : values);
    }
  }

  private static void put(String name, Map<?, ?> values, Map<String, Object> into) {
    if (!values.isEmpty()) {
      into.put(name, values);
    }
  }
}
