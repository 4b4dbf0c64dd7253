package org.kexshot.index;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.memory.MemoryIndex;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.kexshot.index.document.ObjectDocument;
import org.kexshot.index.document.ObjectRecorder;
import org.kexshot.index.document.Position;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.query.KernelTextAnalyzer;
import org.kexshot.index.query.LuceneTarget;
import org.kexshot.index.query.QueryReader;
import org.kexshot.index.query.QuerySyntaxException;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.kind.ObjectKind;

/**
 * Tells which objects of one image a query means: those that it would find in the index of a
 * repository that has the image, if that had all attributes. Each object becomes the document that
 * it would be there, and is asked by itself; nothing is kept. Cost: a small index in memory for
 * each object, one at a time.
 */
public final class ObjectFilter {
  private static final long ONLY = Position.of(1, 1);

  private final KernelTextAnalyzer analyzer = new KernelTextAnalyzer(true);
  private final Query query;

  private ObjectFilter(Query query) {
    this.query = query;
  }

  /**
   * Reads a query.
   *
   * @param kinds of the objects that are to be asked, whose fields alone it may name
   * @throws SearchSyntaxException if it cannot be read
   */
  public static ObjectFilter of(String text, List<? extends ObjectKind<?>> kinds)
      throws SearchSyntaxException {
    Instant now = Instant.now();
    LuceneTarget target = new LuceneTarget(new SnapshotTable(List.of()), now);
    try {
      return new ObjectFilter(
          new QueryReader<>(target, now, SearchSchema.of(kinds)).read(text, Optional.empty()));
    } catch (QuerySyntaxException unreadable) {
      throw new SearchSyntaxException(text, unreadable);
    }
  }

  /** Those of the objects that are meant, in their order. */
  public <T> List<T> of(ObjectKind<T> kind, List<T> objects) throws IOException {
    ObjectRecorder<T> recorder = ObjectRecorder.ofAll(kind, ONLY);
    List<T> meant = new ArrayList<>();
    for (T object : objects) {
      MemoryIndex one =
          MemoryIndex.fromDocument(ObjectDocument.of(recorder.record(object, false)), analyzer);
      IndexSearcher searcher = one.createSearcher();
      if (searcher.count(query) > 0) {
        meant.add(object);
      }
    }
    return meant;
  }
}
