package org.kexshot.index.schema;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KindListing;

/** Makes a snapshot's documents: one for itself and one for each kernel object. */
public final class ObjectDocuments {
  private final SearchSchema schema = SearchSchema.get();
  private final SnapshotMetadata snapshot;

  public ObjectDocuments(SnapshotMetadata snapshot) {
    this.snapshot = snapshot;
  }

  /** The snapshot's own document. */
  public Document itself() {
    return document(
        SearchSchema.SNAPSHOT,
        snapshot.title(),
        snapshot.label() + " " + snapshot.id(),
        SnapshotMetadata.ATTRIBUTES,
        snapshot);
  }

  /** The documents of a kind's objects, made one by one. */
  public <T> Stream<Document> of(KindListing<T> objects) {
    ObjectKind<T> kind = objects.kind();
    return objects.listing().items().stream()
        .map(
            object -> {
              String title = kind.title().apply(object);
              return document(kind.name(), title, title, kind.attributes(), object);
            });
  }

  private <T> Document document(
      String kind, String title, String knownBy, List<Attribute<T>> attributes, T object) {
    Document document = new Document();
    document.add(new StringField(SearchSchema.KIND, kind, Field.Store.YES));
    document.add(new StringField(SearchSchema.SNAPSHOT_ID, snapshot.id(), Field.Store.YES));
    document.add(new StoredField(SearchSchema.TITLE, title.strip()));
    document.add(new TextField(SearchSchema.LABEL, snapshot.label(), Field.Store.NO));
    document.add(new TextField(kind, knownBy, Field.Store.NO));
    document.add(new TextField(SearchSchema.ALL, title, Field.Store.NO));
    attributes.forEach(attribute -> add(document, attribute, object));
    return document;
  }

  private <T> void add(Document document, Attribute<T> attribute, T object) {
    if (attribute.has(Role.INDEXED)) {
      addValue(document, attribute, attribute.value().apply(object));
    }
  }

  private void addValue(Document document, Attribute<?> attribute, Object value) {
    if (value instanceof Optional<?> perhaps) {
      perhaps.ifPresent(known -> addValue(document, attribute, known));
    } else if (value instanceof List<?> list) {
      list.forEach(item -> addValue(document, attribute, item));
    } else if (attribute.parts().isEmpty()) {
      addText(document, attribute, text(attribute.type(), value));
    } else {
      if (attribute.type() == AttributeType.OBJECT) {
        addText(document, attribute, value.toString());
      }
      addParts(document, attribute.parts(), value);
    }
  }

  /** Parts of an object are found under their own names. */
  @SuppressWarnings("unchecked")
  private void addParts(Document document, List<? extends Attribute<?>> parts, Object value) {
    ((List<Attribute<Object>>) parts).forEach(part -> add(document, part, value));
  }

  private void addText(Document document, Attribute<?> attribute, String text) {
    String field = attribute.name();
    document.add(
        schema.isWhole(field)
            ? new StringField(field, text, Field.Store.YES)
            : new TextField(field, text, Field.Store.YES));
    if (attribute.type() != AttributeType.ADDRESS && attribute.type() != AttributeType.FLAG) {
      document.add(new TextField(SearchSchema.ALL, text, Field.Store.NO));
    }
  }

  private static String text(AttributeType type, Object value) {
    return switch (type) {
      case ADDRESS -> "0x" + Long.toHexString((Long) value);
      case TIME -> value.toString().replace('T', ' ').replace("Z", "");
      default -> value.toString();
    };
  }
}
