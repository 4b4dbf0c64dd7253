package org.kexshot.index.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.objects.KindListing;

/**
 * Adds one snapshot: writes documents of objects that came, went or changed since the snapshot
 * before of its boot, and none of those that are as they were. What it writes appears when the
 * caller commits.
 */
public final class SnapshotAddition {
  private final IndexReader before;
  private final IndexWriter writer;
  private final SnapshotMetadata snapshot;
  private final BootMark mark;
  private final long position;
  private final Optional<IndexedSnapshot> previous;
  private final Set<String> wholeBefore;
  private final Set<String> wholeKinds = new HashSet<>();
  private final Set<String> readKinds = new HashSet<>();
  private long written;

  /**
   * @param before the index as it is
   * @param mark of the snapshot's boot
   */
  public SnapshotAddition(
      IndexReader before, IndexWriter writer, SnapshotMetadata snapshot, BootMark mark)
      throws IOException {
    this.before = before;
    this.writer = writer;
    this.snapshot = snapshot;
    this.mark = mark;
    SnapshotTable table = SnapshotTable.read(before);
    this.position = table.next(mark, before);
    this.previous = table.before(position);
    this.wholeBefore = previous.isPresent() ? previous.get().wholeKinds(before) : Set.of();
  }

  /** Adds the objects of a kind. Memory: a few words for each that the index has of the boot. */
  public <T> void add(KindListing<T> objects) throws IOException {
    String kind = objects.kind().name();
    readKinds.add(kind);
    KnownObjects known = KnownObjects.read(before, Position.boot(position), kind);
    ObjectRecorder<T> recorder = new ObjectRecorder<>(objects.kind(), position);
    boolean whole = objects.failure().isEmpty() && objects.listing().whole();
    boolean came = wholeBefore.contains(kind);
    for (T object : objects.listing().items()) {
      boolean partlyKnown = recorder.isPartlyKnown(object);
      whole &= !partlyKnown;
      add(recorder.record(object, came && !partlyKnown), known);
    }
    close(known.leftOpen(), whole);
    if (whole) {
      wholeKinds.add(kind);
    }
  }

  private void add(StoredObject now, KnownObjects known) throws IOException {
    KnownObjects.Known same = known.take(now.key());
    if (same == null) {
      writer.addDocument(ObjectDocument.of(now));
      written++;
    } else if (!same.isLike(now)) {
      replace(stored(same).seen(now));
    }
  }

  private StoredObject stored(KnownObjects.Known known) throws IOException {
    StoredFields stored = before.storedFields();
    return ObjectDocument.read(stored.document(known.document(), Set.of(Fields.STORED)));
  }

  private void replace(StoredObject object) throws IOException {
    writer.updateDocument(new Term(Fields.KEY, object.key()), ObjectDocument.of(object));
    written++;
  }

  private void close(List<KnownObjects.Known> left, boolean whole) throws IOException {
    if (previous.isPresent()) {
      for (KnownObjects.Known gone : left) {
        replace(stored(gone).until(previous.get().position(), whole));
      }
    }
  }

  /** Adds the snapshot itself; what was not read of it is not in it, and not known to be gone. */
  public void finish() throws IOException {
    List<String> unread = new ArrayList<>(KnownObjects.kinds(before, Position.boot(position)));
    unread.removeAll(readKinds);
    unread.removeIf(SearchSchema::isOfOneSnapshot);
    for (String kind : unread) {
      close(KnownObjects.read(before, Position.boot(position), kind).leftOpen(), false);
    }
    writer.addDocument(IndexedSnapshot.document(snapshot, position, wholeKinds, mark));
  }

  /** Documents of objects that were written. */
  public long written() {
    return written;
  }
}
