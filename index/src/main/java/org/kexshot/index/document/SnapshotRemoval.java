package org.kexshot.index.document;

import java.io.IOException;
import java.util.NavigableSet;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.kexshot.index.schema.SearchSchema;

/**
 * Removes one snapshot: objects that only it shows, of the others what they have of it, and its
 * comparisons. Cost: a document for each object that came, went or changed there; in the first
 * snapshot of a boot that is each. Takes effect when the caller commits.
 */
public final class SnapshotRemoval {
  private final IndexReader before;
  private final IndexWriter writer;

  /**
   * @param before the index as it is
   */
  public SnapshotRemoval(IndexReader before, IndexWriter writer) {
    this.before = before;
    this.writer = writer;
  }

  /** Removes a snapshot. */
  public void remove(IndexedSnapshot snapshot) throws IOException {
    long position = snapshot.position();
    NavigableSet<Long> left = SnapshotTable.read(before).positions(Position.boot(position));
    left.remove(position);
    writer.deleteDocuments(new Term(IndexedSnapshot.ID, snapshot.id()));
    ComparisonDocuments.removeOf(snapshot.id(), writer);
    IndexSearcher searcher = new IndexSearcher(before);
    StoredFields stored = searcher.storedFields();
    Query touched = touched(position, left);
    for (ScoreDoc hit : searcher.search(touched, Math.max(1, before.maxDoc())).scoreDocs) {
      StoredObject object = ObjectDocument.read(stored.document(hit.doc));
      if (!object.key().equals(snapshot.id())) {
        rewrite(object, left);
      }
    }
  }

  /**
   * With the last snapshot goes what is known to be gone there, with the first what is known to be
   * new in the next.
   */
  private static Query touched(long position, NavigableSet<Long> left) {
    BooleanQuery.Builder touched =
        new BooleanQuery.Builder()
            .add(LongPoint.newExactQuery(Fields.EDGE, position), BooleanClause.Occur.SHOULD);
    Long previous = left.lower(position);
    if (previous != null && left.higher(position) == null) {
      touched.add(LongPoint.newExactQuery(Fields.EDGE, previous), BooleanClause.Occur.SHOULD);
    }
    Long next = left.higher(position);
    if (previous == null && next != null) {
      touched.add(LongPoint.newExactQuery(Fields.EDGE, next), BooleanClause.Occur.SHOULD);
    }
    return touched.build();
  }

  private void rewrite(StoredObject object, NavigableSet<Long> left) throws IOException {
    Term key = new Term(Fields.KEY, object.key());
    if (left.isEmpty() || object.sightings().within(left).isEmpty()) {
      writer.deleteDocuments(key);
    } else if (!SearchSchema.isOfOneSnapshot(object.kind())) {
      writer.updateDocument(key, ObjectDocument.of(object.within(left)));
    }
  }
}
