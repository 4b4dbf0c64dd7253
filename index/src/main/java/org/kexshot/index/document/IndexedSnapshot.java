package org.kexshot.index.document;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.index.schema.ValueType;
import org.kexshot.kind.Attribute;

/**
 * What the index keeps of a snapshot besides the document by which it is found.
 *
 * @param id full
 * @param label the user's name for it
 * @param time of capture
 * @param position where it stands
 * @param wholeKinds kinds of which it is known to show all objects
 * @param mark of its boot
 */
public record IndexedSnapshot(
    String id, String label, Instant time, long position, Set<String> wholeKinds, BootMark mark) {
  /** On snapshots' documents only. */
  static final String ID = "#snapshotId";

  private static final String LABEL = "#snapshotLabel";
  private static final String TIME = "#snapshotTime";
  private static final String POSITION = "#snapshotPosition";
  private static final String WHOLE = "#wholeKinds";
  private static final String MARK = "#bootMark";

  public IndexedSnapshot {
    wholeKinds = Set.copyOf(wholeKinds);
  }

  /** Of a snapshot that stands somewhere. */
  public static IndexedSnapshot of(
      SnapshotMetadata snapshot, long position, Set<String> wholeKinds, BootMark mark) {
    return new IndexedSnapshot(
        snapshot.id(), snapshot.label(), snapshot.time(), position, wholeKinds, mark);
  }

  /** By what a query names it, in lower case: id, label and each word of that. */
  public List<String> names() {
    String lower = label.toLowerCase(Locale.ROOT);
    List<String> names = new ArrayList<>(List.of(id, lower));
    names.addAll(List.of(lower.split("\\s+")));
    return names;
  }

  /** Its document. */
  public Document document(SnapshotMetadata snapshot) {
    Map<String, FieldHistory> fields = new LinkedHashMap<>();
    for (Attribute<SnapshotMetadata> attribute : SnapshotMetadata.ATTRIBUTES) {
      fields.put(attribute.name(), field(attribute, snapshot));
    }
    Sightings here = new Sightings(List.of(new Sightings.Range(position, position, false, false)));
    StoredObject itself =
        new StoredObject(id, SearchSchema.SNAPSHOT, snapshot.title().strip(), fields, here);
    Document document = ObjectDocument.of(itself, snapshot.label() + " " + snapshot.id());
    document.add(new StringField(ID, id, Field.Store.YES));
    document.add(new StoredField(LABEL, label));
    document.add(new StoredField(TIME, time.toString()));
    document.add(new StoredField(POSITION, position));
    document.add(new StoredField(WHOLE, String.join(" ", wholeKinds)));
    document.add(new StoredField(MARK, String.join("\n", mark.lines())));
    return document;
  }

  private FieldHistory field(Attribute<SnapshotMetadata> attribute, SnapshotMetadata snapshot) {
    ValueType type = ValueType.of(attribute);
    Object value = attribute.value().apply(snapshot);
    List<?> items = value instanceof List<?> list ? list : List.of(value);
    return new FieldHistory(
        type,
        true,
        false,
        List.of(new FieldHistory.Version(position, items.stream().map(type::text).toList())));
  }

  /** Reads it from a document, if that is a snapshot's. */
  static Optional<IndexedSnapshot> of(Document document) {
    if (document.get(ID) == null) {
      return Optional.empty();
    }
    String whole = document.get(WHOLE);
    return Optional.of(
        new IndexedSnapshot(
            document.get(ID),
            document.get(LABEL),
            Instant.parse(document.get(TIME)),
            document.getField(POSITION).numericValue().longValue(),
            whole.isEmpty() ? Set.of() : Set.of(whole.split(" ")),
            BootMark.of(document.get(MARK).lines().toList())));
  }
}
