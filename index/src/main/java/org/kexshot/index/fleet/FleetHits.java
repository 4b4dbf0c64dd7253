package org.kexshot.index.fleet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.index.SearchHit;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/** Makes hits of documents from a server. */
public final class FleetHits {
  private final Map<String, List<FleetSnapshot>> byBoot = new HashMap<>();

  /**
   * @param snapshots all of the boots that the documents are of
   */
  public FleetHits(List<FleetSnapshot> snapshots) {
    snapshots.stream()
        .sorted(Comparator.comparing(FleetSnapshot::place))
        .forEach(each -> byBoot.computeIfAbsent(each.boot(), none -> new ArrayList<>()).add(each));
  }

  /** The hit of a document. */
  public SearchHit of(Map<String, Object> document) {
    String kind = text(document, FleetFields.KIND);
    List<FleetSnapshot> boot = byBoot.getOrDefault(text(document, FleetFields.BOOT), List.of());
    List<Map<String, Object>> shown = maps(document.get(FleetFields.SHOWN));
    List<SearchHit.InSnapshot> in =
        boot.stream()
            .filter(each -> shown.stream().anyMatch(range -> contains(range, each.place())))
            .map(FleetHits::inSnapshot)
            .toList();
    boolean latest =
        !in.isEmpty() && in.get(in.size() - 1).id().equals(boot.get(boot.size() - 1).id());
    Map<String, Object> history = map(document.get(FleetFields.HISTORY));
    return new SearchHit(
        kind.equals(SearchSchema.SNAPSHOT)
            ? text(document, FleetFields.SNAPSHOT_ID)
            : text(document, FleetFields.KEY),
        kind,
        text(document, FleetFields.TITLE),
        Optional.of(text(document, FleetFields.MACHINE)).filter(name -> !name.isEmpty()),
        in,
        latest,
        fields(document, history),
        changes(history, boot),
        SearchSchema.get().command(kind));
  }

  private static boolean contains(Map<String, Object> range, int place) {
    return number(range.get("gte")) <= place
        && (!range.containsKey("lte") || place <= number(range.get("lte")));
  }

  private static SearchHit.InSnapshot inSnapshot(FleetSnapshot snapshot) {
    return new SearchHit.InSnapshot(
        snapshot.id(), snapshot.label(), snapshot.time(), snapshot.place() - 1);
  }

  private static Map<String, List<String>> fields(
      Map<String, Object> document, Map<String, Object> history) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (String field : SearchSchema.get().fields()) {
      if (field.equals(SearchSchema.HOLDER)) {
        continue;
      }
      Set<ValueType> types = SearchSchema.get().types(field);
      for (ValueType type : types) {
        List<String> values = texts(document.get(FleetFields.name(field, type)));
        if (!values.isEmpty()) {
          fields.put(field, values);
        }
      }
    }
    history.forEach(
        (field, versions) -> {
          List<Map<String, Object>> all = maps(versions);
          List<String> latest =
              texts(all.get(all.size() - 1).get(FleetDocument.VALUES)).stream()
                  .filter(value -> !value.isEmpty())
                  .toList();
          fields.remove(field);
          if (!latest.isEmpty()) {
            fields.put(field, latest);
          }
        });
    return fields;
  }

  private static List<SearchHit.Change> changes(
      Map<String, Object> history, List<FleetSnapshot> boot) {
    List<SearchHit.Change> changes = new ArrayList<>();
    history.forEach(
        (field, versions) -> {
          List<Map<String, Object>> all = maps(versions);
          for (int i = 1; i < all.size(); i++) {
            List<String> before = texts(all.get(i - 1).get(FleetDocument.VALUES));
            List<String> after = texts(all.get(i).get(FleetDocument.VALUES));
            long since = number(all.get(i).get(FleetDocument.SINCE));
            boot.stream()
                .filter(each -> each.place() == since)
                .forEach(
                    each ->
                        changes.add(new SearchHit.Change(inSnapshot(each), field, before, after)));
          }
        });
    changes.sort(Comparator.comparing(change -> change.since().place()));
    return changes;
  }

  private static String text(Map<String, Object> document, String field) {
    return String.valueOf(document.getOrDefault(field, ""));
  }

  private static long number(Object value) {
    return ((Number) value).longValue();
  }

  private static List<String> texts(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of(value.toString());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  private static List<Map<String, Object>> maps(Object value) {
    if (value == null) {
      return List.of();
    }
    return value instanceof List<?> list
        ? list.stream().map(FleetHits::map).toList()
        : List.of(map(value));
  }
}
