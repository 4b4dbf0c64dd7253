package org.kexshot.index.document;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.LongRange;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedNumericDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/** Makes Lucene's document of a stored object, and reads it back. */
public final class ObjectDocument {
  static final int MOST_SORTED = 100;

  /** Lucene takes no longer term. */
  public static final int MOST_WHOLE = 8000;

  private final Document document = new Document();
  private final StoredObject object;

  private ObjectDocument(StoredObject object) {
    this.object = object;
  }

  /** Reads the stored object of a document. */
  public static StoredObject read(Document document) throws IOException {
    return ObjectCodec.object(document.getBinaryValue(Fields.STORED));
  }

  /**
   * The document of an object.
   *
   * @param knownBy by what the field of its kind finds it
   */
  static Document of(StoredObject object, String knownBy) {
    ObjectDocument made = new ObjectDocument(object);
    made.addItself(knownBy);
    made.addSightings();
    made.addFields();
    return made.document;
  }

  /** The same of a kernel object, which is known by its title. */
  public static Document of(StoredObject object) {
    return of(object, object.title());
  }

  private void addItself(String knownBy) {
    document.add(new StoredField(Fields.STORED, ObjectCodec.bytes(object)));
    document.add(new StringField(Fields.KEY, object.key(), Field.Store.NO));
    document.add(new SortedDocValuesField(Fields.KEY, new BytesRef(object.key())));
    document.add(
        new StringField(
            Fields.GROUP,
            group(Position.boot(object.sightings().first()), object.kind()),
            Field.Store.NO));
    String kind = Fields.whole(SearchSchema.KIND);
    document.add(new StringField(kind, object.kind(), Field.Store.NO));
    document.add(
        new SortedSetDocValuesField(Fields.texts(SearchSchema.KIND), new BytesRef(object.kind())));
    document.add(new TextField(object.kind(), knownBy, Field.Store.NO));
    document.add(new StringField(Fields.HAS, object.kind(), Field.Store.NO));
    document.add(new TextField(SearchSchema.ALL, object.title(), Field.Store.NO));
    document.add(new NumericDocValuesField(Fields.DIGEST, ObjectDigest.of(object)));
    for (long hash : ObjectDigest.seen(object)) {
      document.add(new SortedNumericDocValuesField(Fields.SEEN, hash));
    }
  }

  static String group(int boot, String kind) {
    return boot + " " + kind;
  }

  private void addSightings() {
    Sightings sightings = object.sightings();
    Set<Long> edges = new TreeSet<>();
    ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES * sightings.ranges().size());
    for (Sightings.Range range : sightings.ranges()) {
      document.add(new LongRange(Fields.IN, new long[] {range.first()}, new long[] {range.last()}));
      edges.add(range.first());
      edges.add(range.last());
      if (range.came()) {
        document.add(new LongPoint(Fields.CAME, range.first()));
      }
      if (range.went()) {
        document.add(new LongPoint(Fields.WENT, range.last()));
      }
      bytes.putLong(range.first()).putLong(range.last());
    }
    document.add(new LongPoint(Fields.FIRST, sightings.first()));
    document.add(new LongPoint(Fields.LAST, sightings.last()));
    document.add(new NumericDocValuesField(Fields.FIRST, sightings.first()));
    document.add(new NumericDocValuesField(Fields.LAST, sightings.last()));
    document.add(new BinaryDocValuesField(Fields.RANGES, new BytesRef(bytes.array())));
    for (long change : changes()) {
      document.add(new LongPoint(Fields.CHANGED, change));
      edges.add(change);
    }
    edges.forEach(edge -> document.add(new LongPoint(Fields.EDGE, edge)));
  }

  private Set<Long> changes() {
    Set<Long> changes = new TreeSet<>();
    for (FieldHistory field : object.fields().values()) {
      List<FieldHistory.Version> versions = field.versions();
      versions.subList(1, versions.size()).forEach(version -> changes.add(version.since()));
    }
    return changes;
  }

  private void addFields() {
    for (Map.Entry<String, FieldHistory> field : object.fields().entrySet()) {
      if (field.getValue().indexed()) {
        addField(field.getKey(), field.getValue());
      }
    }
    SearchSchema.get()
        .holder(object.kind())
        .map(object.fields()::get)
        .ifPresent(holder -> addField(SearchSchema.HOLDER, holder));
  }

  private void addField(String name, FieldHistory field) {
    Set<String> values = new LinkedHashSet<>(field.all());
    values.removeIf(String::isEmpty);
    if (!values.isEmpty()) {
      document.add(new StringField(Fields.HAS, name, Field.Store.NO));
    }
    for (String value : values) {
      if (field.type().isNumber()) {
        addNumber(name, field.type(), value);
      } else {
        document.add(
            new SortedSetDocValuesField(Fields.texts(name), new BytesRef(cut(value, MOST_SORTED))));
      }
      if (field.type() == ValueType.TEXT) {
        addText(name, value);
      } else {
        document.add(new StringField(Fields.whole(name), value, Field.Store.NO));
      }
      if (field.type() != ValueType.ADDRESS && field.type() != ValueType.FLAG) {
        document.add(new TextField(SearchSchema.ALL, cut(value, MOST_WHOLE), Field.Store.NO));
      }
    }
  }

  private void addNumber(String name, ValueType type, String value) {
    long number = type.number(value);
    document.add(new LongPoint(Fields.points(name, type), number));
    document.add(new SortedNumericDocValuesField(Fields.numbers(name), number));
  }

  private void addText(String name, String value) {
    document.add(new TextField(name, cut(value, MOST_WHOLE), Field.Store.NO));
    NetworkAddress.of(value)
        .ifPresent(
            network -> document.add(new InetAddressPoint(Fields.network(name), network.address())));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
