package org.kexshot.index.document;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.ByteArrayDataInput;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;

/**
 * What the index keeps of a snapshot besides the document by which it is found.
 *
 * @param id full
 * @param label the user's name for it
 * @param time of capture
 * @param position where it stands
 * @param document its document's number in the reader that it was read from
 */
public record IndexedSnapshot(String id, String label, Instant time, long position, int document) {
  /** On snapshots' documents only. */
  static final String ID = "#snapshotId";

  /** Id, label, time and position, which each search reads of all snapshots. */
  private static final String ITSELF = "#snapshot";

  private static final String WHOLE = "#wholeKinds";
  private static final String MARK = "#bootMark";

  /**
   * The document of a snapshot.
   *
   * @param position where it stands
   * @param wholeKinds kinds of which it is known to show all objects
   * @param mark of its boot
   */
  static Document document(
      SnapshotMetadata snapshot, long position, Set<String> wholeKinds, BootMark mark) {
    StoredObject itself =
        StoredObject.inOneSnapshot(
            snapshot.id(),
            SearchSchema.SNAPSHOT,
            snapshot.title(),
            SnapshotMetadata.ATTRIBUTES,
            snapshot,
            position);
    Document document = ObjectDocument.of(itself, snapshot.label() + " " + snapshot.id());
    document.add(new StringField(ID, snapshot.id(), Field.Store.NO));
    document.add(new BinaryDocValuesField(ITSELF, bytes(snapshot, position)));
    document.add(new StoredField(WHOLE, String.join(" ", wholeKinds)));
    document.add(new StoredField(MARK, String.join("\n", mark.lines())));
    return document;
  }

  private static BytesRef bytes(SnapshotMetadata snapshot, long position) {
    ByteBuffersDataOutput out = new ByteBuffersDataOutput();
    out.writeLong(position);
    out.writeLong(snapshot.time().getEpochSecond());
    out.writeInt(snapshot.time().getNano());
    out.writeString(snapshot.id());
    out.writeString(snapshot.label());
    return new BytesRef(out.toArrayCopy());
  }

  private static IndexedSnapshot read(BytesRef bytes, int document) throws IOException {
    ByteArrayDataInput in = new ByteArrayDataInput(bytes.bytes, bytes.offset, bytes.length);
    long position = in.readLong();
    Instant time = Instant.ofEpochSecond(in.readLong(), in.readInt());
    String id = in.readString();
    return new IndexedSnapshot(id, in.readString(), time, position, document);
  }

  /** By what a query names it, in lower case: id, label and each word of that. */
  public List<String> names() {
    String lower = label.toLowerCase(Locale.ROOT);
    List<String> names = new ArrayList<>(List.of(id, lower));
    names.addAll(List.of(lower.split("\\s+")));
    return names;
  }

  /** All that an index holds, in the order of its documents. Cost: some bytes of each. */
  static List<IndexedSnapshot> all(IndexReader reader) throws IOException {
    List<IndexedSnapshot> all = new ArrayList<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      BinaryDocValues values = leaf.reader().getBinaryDocValues(ITSELF);
      Bits live = leaf.reader().getLiveDocs();
      while (values != null && values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
        if (live == null || live.get(values.docID())) {
          all.add(read(values.binaryValue(), leaf.docBase + values.docID()));
        }
      }
    }
    return all;
  }

  /** The kinds of which it is known to show all objects. */
  Set<String> wholeKinds(IndexReader reader) throws IOException {
    String whole = reader.storedFields().document(document, Set.of(WHOLE)).get(WHOLE);
    return whole.isEmpty() ? Set.of() : Set.of(whole.split(" "));
  }

  /** Of which boot it is. */
  BootMark mark(IndexReader reader) throws IOException {
    return BootMark.of(
        reader.storedFields().document(document, Set.of(MARK)).get(MARK).lines().toList());
  }
}
