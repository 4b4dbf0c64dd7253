package org.kexshot.index.document;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.BytesRef;

/**
 * The objects of one kind that the index has of a boot, by their keys, without what is stored of
 * them: by this it is told which are as they were.
 */
final class KnownObjects {
  /**
   * One of them.
   *
   * @param document its number in the reader
   * @param last {@link Sightings#last}
   * @param digest {@link ObjectDigest#of}
   * @param seen {@link ObjectDigest#seen}
   */
  record Known(int document, long last, long digest, Set<Long> seen) {
    /** Whether nothing is to be written, since an object is still there and as it was. */
    boolean isLike(StoredObject now) {
      return Position.isOpen(last)
          && digest == ObjectDigest.of(now)
          && (seen.size() >= FieldHistory.MOST_FLUCTUATING
              || seen.containsAll(ObjectDigest.seen(now)));
    }
  }

  private final Map<String, Known> byKey = new HashMap<>();

  /** Reads them. Cost: some values a document, none of what is stored. */
  static KnownObjects read(IndexReader reader, int boot, String kind) throws IOException {
    KnownObjects known = new KnownObjects();
    Term group = new Term(Fields.GROUP, ObjectDocument.group(boot, kind));
    for (LeafReaderContext leaf : reader.leaves()) {
      known.add(leaf.reader(), leaf.docBase, group);
    }
    return known;
  }

  /** The kinds of which the index has objects of a boot. */
  static Collection<String> kinds(IndexReader reader, int boot) throws IOException {
    Set<String> kinds = new TreeSet<>();
    String prefix = ObjectDocument.group(boot, "");
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms terms = leaf.reader().terms(Fields.GROUP);
      TermsEnum each = terms == null ? TermsEnum.EMPTY : terms.iterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        if (term.utf8ToString().startsWith(prefix)) {
          kinds.add(term.utf8ToString().substring(prefix.length()));
        }
      }
    }
    return kinds;
  }

  private void add(LeafReader leaf, int base, Term group) throws IOException {
    PostingsEnum documents = leaf.postings(group, PostingsEnum.NONE);
    if (documents == null) {
      return;
    }
    SortedDocValues keys = DocValues.getSorted(leaf, Fields.KEY);
    NumericDocValues lasts = DocValues.getNumeric(leaf, Fields.LAST);
    NumericDocValues digests = DocValues.getNumeric(leaf, Fields.DIGEST);
    SortedNumericDocValues seen = DocValues.getSortedNumeric(leaf, Fields.SEEN);
    for (int document = documents.nextDoc();
        document != DocIdSetIterator.NO_MORE_DOCS;
        document = documents.nextDoc()) {
      boolean deleted = leaf.getLiveDocs() != null && !leaf.getLiveDocs().get(document);
      if (!deleted && keys.advanceExact(document)) {
        lasts.advanceExact(document);
        digests.advanceExact(document);
        byKey.put(
            keys.lookupOrd(keys.ordValue()).utf8ToString(),
            new Known(
                base + document, lasts.longValue(), digests.longValue(), all(seen, document)));
      }
    }
  }

  private static Set<Long> all(SortedNumericDocValues values, int document) throws IOException {
    if (!values.advanceExact(document)) {
      return Set.of();
    }
    Set<Long> all = new TreeSet<>();
    for (int left = values.docValueCount(); left > 0; left--) {
      all.add(values.nextValue());
    }
    return all;
  }

  /** Takes out the one of a key; null if there is none. */
  Known take(String key) {
    return byKey.remove(key);
  }

  /** Those that were not taken out and were there in the last snapshot. */
  List<Known> leftOpen() {
    List<Known> left = new ArrayList<>(byKey.values());
    left.removeIf(known -> !Position.isOpen(known.last()));
    return left;
  }
}
