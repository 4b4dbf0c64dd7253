package org.kexshot.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.kexshot.index.document.FieldHistory;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.ObjectDocument;
import org.kexshot.index.document.Position;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.document.StoredObject;
import org.kexshot.index.schema.SearchSchema;

/** Makes hits of documents. */
final class Hits {
  private final SnapshotTable table;

  Hits(SnapshotTable table) {
    this.table = table;
  }

  SearchHit of(Document document) throws IOException {
    StoredObject object = ObjectDocument.read(document);
    Map<String, List<String>> fields = new LinkedHashMap<>();
    object
        .fields()
        .forEach(
            (name, field) -> {
              List<String> values =
                  field.latest().stream().filter(value -> !value.isEmpty()).toList();
              if (!values.isEmpty()) {
                fields.put(name, values);
              }
            });
    return new SearchHit(
        object.key(),
        object.kind(),
        object.title(),
        Optional.empty(),
        table.showing(object.sightings()).stream().map(this::snapshot).toList(),
        isLatest(object),
        fields,
        changes(object),
        SearchSchema.get().command(object.kind()));
  }

  private boolean isLatest(StoredObject object) {
    long last = object.sightings().last();
    return Position.isOpen(last) || table.isLast(last);
  }

  private SearchHit.InSnapshot snapshot(IndexedSnapshot snapshot) {
    return new SearchHit.InSnapshot(
        snapshot.id(), snapshot.label(), snapshot.time(), table.countBefore(snapshot.position()));
  }

  private List<SearchHit.Change> changes(StoredObject object) {
    List<SearchHit.Change> changes = new ArrayList<>();
    object.fields().forEach((name, field) -> addChanges(name, field, changes));
    changes.sort(Comparator.comparing(change -> change.since().place()));
    return changes;
  }

  private void addChanges(String name, FieldHistory field, List<SearchHit.Change> changes) {
    for (int i = 1; i < field.versions().size(); i++) {
      FieldHistory.Version after = field.versions().get(i);
      List<String> before = field.versions().get(i - 1).values();
      Optional<IndexedSnapshot> since = table.from(after.since());
      since.ifPresent(
          snapshot ->
              changes.add(new SearchHit.Change(snapshot(snapshot), name, before, after.values())));
    }
  }
}
