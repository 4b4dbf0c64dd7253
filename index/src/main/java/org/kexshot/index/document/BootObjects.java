package org.kexshot.index.document;

import java.io.IOException;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;

/** All objects that an index has of a boot, the snapshots themselves among them. */
public final class BootObjects {
  /** Is given one object after the other. */
  @FunctionalInterface
  public interface Visitor {
    void visit(StoredObject object) throws IOException;
  }

  private BootObjects() {}

  /** Reads them, kind by kind. Cost: a stored document each. */
  public static void forEach(IndexReader reader, int boot, Visitor visitor) throws IOException {
    for (String kind : KnownObjects.kinds(reader, boot)) {
      forEach(reader, boot, kind, visitor);
    }
  }

  /** Reads those of a kind. */
  public static void forEach(IndexReader reader, int boot, String kind, Visitor visitor)
      throws IOException {
    Term group = new Term(Fields.GROUP, ObjectDocument.group(boot, kind));
    for (LeafReaderContext leaf : reader.leaves()) {
      forEach(leaf, group, visitor);
    }
  }

  private static void forEach(LeafReaderContext leaf, Term group, Visitor visitor)
      throws IOException {
    PostingsEnum documents = leaf.reader().postings(group, PostingsEnum.NONE);
    if (documents == null) {
      return;
    }
    StoredFields stored = leaf.reader().storedFields();
    Bits live = leaf.reader().getLiveDocs();
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      if (live == null || live.get(document)) {
        visitor.visit(ObjectDocument.read(stored.document(document, Set.of(Fields.STORED))));
      }
    }
  }
}
