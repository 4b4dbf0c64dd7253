package org.kexshot.index.document;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.schema.ComparisonMetadata;
import org.kexshot.index.schema.SearchSchema;

/**
 * Documents of comparisons: one of the comparison itself, so that it is known to be there even if
 * nothing had changed, and one of each change. They stand where the later snapshot stands, and go
 * with the first of the two that is removed.
 */
public final class ComparisonDocuments {
  /** On the document of the comparison alone: both ids. */
  private static final String PAIR = "#pair";

  /** On all its documents: each of the two ids. */
  private static final String COMPARED = "#compared";

  private static final String BETWEEN = " ";

  private ComparisonDocuments() {}

  /** Which comparisons an index holds. Cost: a term each. */
  public static Set<ComparisonMetadata.Pair> pairs(IndexReader reader) throws IOException {
    Set<ComparisonMetadata.Pair> pairs = new HashSet<>();
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(PAIR);
      TermsEnum each = terms == null ? TermsEnum.EMPTY : terms.iterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        if (isLive(each, leaf.reader())) {
          String[] ids = term.utf8ToString().split(BETWEEN);
          pairs.add(new ComparisonMetadata.Pair(ids[0], ids[1]));
        }
      }
    }
    return pairs;
  }

  private static boolean isLive(TermsEnum term, LeafReader leaf) throws IOException {
    PostingsEnum documents = term.postings(null, PostingsEnum.NONE);
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      if (leaf.getLiveDocs() == null || leaf.getLiveDocs().get(document)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds a comparison; it appears when the caller commits.
   *
   * @param after the later snapshot
   */
  public static void add(ComparisonMetadata comparison, IndexedSnapshot after, IndexWriter writer)
      throws IOException {
    String pair = comparison.pair().before() + BETWEEN + comparison.pair().after();
    StoredObject itself =
        StoredObject.inOneSnapshot(
            StoredObject.key(Position.boot(after.position()), TextHash.of(pair)),
            SearchSchema.COMPARISON,
            comparison.beforeLabel() + " -> " + after.label(),
            ComparisonMetadata.ATTRIBUTES,
            comparison,
            after.position());
    Document document = document(itself, comparison.pair());
    document.add(new StringField(PAIR, pair, Field.Store.NO));
    writer.addDocument(document);
    for (int rank = 1; rank <= comparison.changes().size(); rank++) {
      ComparisonMetadata.Change change = comparison.changes().get(rank - 1);
      StoredObject found =
          StoredObject.inOneSnapshot(
              StoredObject.key(Position.boot(after.position()), TextHash.of(pair + BETWEEN + rank)),
              SearchSchema.CHANGE,
              change.title(),
              ComparisonMetadata.CHANGE_ATTRIBUTES,
              new ComparisonMetadata.ChangeOf(comparison, change, rank),
              after.position());
      writer.addDocument(document(found, comparison.pair()));
    }
  }

  private static Document document(StoredObject object, ComparisonMetadata.Pair pair) {
    Document document = ObjectDocument.of(object);
    for (String id : List.of(pair.before(), pair.after())) {
      document.add(new StringField(COMPARED, id, Field.Store.NO));
    }
    return document;
  }

  /** Removes all comparisons of a snapshot with others. */
  static void removeOf(String snapshotId, IndexWriter writer) throws IOException {
    writer.deleteDocuments(new Term(COMPARED, snapshotId));
  }
}
