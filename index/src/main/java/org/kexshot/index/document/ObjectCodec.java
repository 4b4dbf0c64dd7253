package org.kexshot.index.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.schema.ValueType;

/**
 * Stored objects as bytes: key, kind and title; the number of ranges and each range (first, last,
 * flags); the number of fields and each field (name, type, flags, number of versions, each with
 * position, number of values and the values). Texts and numbers are Lucene's; the index's schema
 * stands for the version.
 */
final class ObjectCodec {
  private static final int FIRST_FLAG = 1;
  private static final int SECOND_FLAG = 2;

  private ObjectCodec() {}

  static BytesRef bytes(StoredObject object) {
    ByteBuffersDataOutput out = new ByteBuffersDataOutput();
    try {
      out.writeString(object.key());
      out.writeString(object.kind());
      out.writeString(object.title());
      writeSightings(object.sightings(), out);
      out.writeVInt(object.fields().size());
      for (Map.Entry<String, FieldHistory> field : object.fields().entrySet()) {
        out.writeString(field.getKey());
        writeField(field.getValue(), out);
      }
    } catch (IOException impossible) {
      throw new IllegalStateException("writing to memory failed", impossible);
    }
    return new BytesRef(out.toArrayCopy());
  }

  private static void writeSightings(Sightings sightings, ByteBuffersDataOutput out)
      throws IOException {
    out.writeVInt(sightings.ranges().size());
    for (Sightings.Range range : sightings.ranges()) {
      out.writeLong(range.first());
      out.writeLong(range.last());
      out.writeByte(flags(range.came(), range.went()));
    }
  }

  private static void writeField(FieldHistory field, ByteBuffersDataOutput out) throws IOException {
    out.writeByte((byte) field.type().ordinal());
    out.writeByte(flags(field.indexed(), field.fluctuates()));
    out.writeVInt(field.versions().size());
    for (FieldHistory.Version version : field.versions()) {
      out.writeLong(version.since());
      out.writeVInt(version.values().size());
      for (String value : version.values()) {
        out.writeString(value);
      }
    }
  }

  private static byte flags(boolean first, boolean second) {
    return (byte) ((first ? FIRST_FLAG : 0) | (second ? SECOND_FLAG : 0));
  }

  static StoredObject object(BytesRef bytes) throws IOException {
    ByteArrayDataInput in = new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length);
    String key = in.readString();
    String kind = in.readString();
    String title = in.readString();
    Sightings sightings = readSightings(in);
    Map<String, FieldHistory> fields = new LinkedHashMap<>();
    for (int left = in.readVInt(); left > 0; left--) {
      fields.put(in.readString(), readField(in));
    }
    return new StoredObject(key, kind, title, fields, sightings);
  }

  private static Sightings readSightings(ByteArrayDataInput in) throws IOException {
    List<Sightings.Range> ranges = new ArrayList<>();
    for (int left = in.readVInt(); left > 0; left--) {
      long first = in.readLong();
      long last = in.readLong();
      int flags = in.readByte();
      ranges.add(
          new Sightings.Range(first, last, (flags & FIRST_FLAG) != 0, (flags & SECOND_FLAG) != 0));
    }
    return new Sightings(ranges);
  }

  private static FieldHistory readField(ByteArrayDataInput in) throws IOException {
    ValueType type = ValueType.values()[in.readByte()];
    int flags = in.readByte();
    List<FieldHistory.Version> versions = new ArrayList<>();
    for (int left = in.readVInt(); left > 0; left--) {
      long since = in.readLong();
      List<String> values = new ArrayList<>();
      for (int each = in.readVInt(); each > 0; each--) {
        values.add(in.readString());
      }
      versions.add(new FieldHistory.Version(since, values));
    }
    return new FieldHistory(type, (flags & FIRST_FLAG) != 0, (flags & SECOND_FLAG) != 0, versions);
  }
}
