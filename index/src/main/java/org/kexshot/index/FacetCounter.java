package org.kexshot.index;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.document.Fields;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.SnapshotTable;
import org.kexshot.index.schema.FieldAliases;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotField;
import org.kexshot.index.schema.ValueType;

/**
 * Counts the values of a field among all objects that a query finds; an object counts once for each
 * of its values, and once for each snapshot that shows it.
 */
final class FacetCounter extends SimpleCollector {
  /** Values that are told; a field of many is better narrowed by a query. */
  private static final int MOST_TOLD = 20;

  private final String field;
  private final SnapshotTable table;
  private final NavigableMap<Long, IndexedSnapshot> byPosition = new TreeMap<>();
  private final boolean ofSnapshots;
  private final boolean ofNumbers;
  private final Map<String, Long> counts = new HashMap<>();
  private BinaryDocValues ranges;
  private SortedSetDocValues texts;
  private SortedNumericDocValues numbers;

  private FacetCounter(String field, SnapshotTable table) {
    this.field = field;
    this.table = table;
    this.ofSnapshots = SnapshotField.of(field).isPresent();
    this.ofNumbers = SearchSchema.get().types(field).stream().anyMatch(ValueType::isNumber);
    table.snapshots().forEach(snapshot -> byPosition.put(snapshot.position(), snapshot));
  }

  /** The counts by value, by field. */
  static Map<String, Map<String, Long>> count(
      List<String> fields, Query query, IndexSearcher searcher, SnapshotTable table)
      throws IOException {
    Map<String, Map<String, Long>> all = new LinkedHashMap<>();
    for (String asked : fields) {
      String name = FieldAliases.field(asked);
      if (!SearchSchema.get().fields().contains(name)) {
        throw SearchSyntaxException.noField(asked);
      }
      all.put(asked, searcher.search(query, new Manager(name, table)));
    }
    return all;
  }

  /** Makes the counters, of which a search in one thread has one. */
  private record Manager(String field, SnapshotTable table)
      implements CollectorManager<FacetCounter, Map<String, Long>> {
    @Override
    public FacetCounter newCollector() {
      return new FacetCounter(field, table);
    }

    @Override
    public Map<String, Long> reduce(Collection<FacetCounter> counters) {
      FacetCounter sum = newCollector();
      counters.forEach(
          each -> each.counts.forEach((value, n) -> sum.counts.merge(value, n, Long::sum)));
      return sum.most();
    }
  }

  private Map<String, Long> most() {
    Map<String, Long> most = new LinkedHashMap<>();
    if (ofSnapshots) {
      table.snapshots().stream()
          .map(IndexedSnapshot::label)
          .filter(counts::containsKey)
          .forEach(label -> most.put(label, counts.get(label)));
      return most;
    }
    counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_TOLD)
        .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(most);
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }

  @Override
  protected void doSetNextReader(LeafReaderContext context) throws IOException {
    LeafReader leaf = context.reader();
    if (ofSnapshots) {
      ranges = DocValues.getBinary(leaf, Fields.RANGES);
    } else if (ofNumbers) {
      numbers = DocValues.getSortedNumeric(leaf, Fields.numbers(field));
    } else {
      texts = DocValues.getSortedSet(leaf, Fields.texts(field));
    }
  }

  @Override
  public void collect(int document) throws IOException {
    if (ofSnapshots) {
      countSnapshots(document);
    } else if (ofNumbers) {
      if (numbers.advanceExact(document)) {
        for (int left = numbers.docValueCount(); left > 0; left--) {
          add(number(numbers.nextValue()));
        }
      }
    } else if (texts.advanceExact(document)) {
      for (int left = texts.docValueCount(); left > 0; left--) {
        add(texts.lookupOrd(texts.nextOrd()).utf8ToString());
      }
    }
  }

  /** Addresses are kept in the order of numbers with a sign. */
  private String number(long value) {
    return SearchSchema.get().types(field).contains(ValueType.ADDRESS)
        ? "0x" + Long.toHexString(value ^ Long.MIN_VALUE)
        : Long.toString(value);
  }

  private void countSnapshots(int document) throws IOException {
    if (ranges.advanceExact(document)) {
      BytesRef bytes = ranges.binaryValue();
      ByteBuffer each = ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length);
      while (each.hasRemaining()) {
        byPosition
            .subMap(each.getLong(), true, each.getLong(), true)
            .values()
            .forEach(snapshot -> add(snapshot.label()));
      }
    }
  }

  private void add(String value) {
    counts.merge(value, 1L, Long::sum);
  }
}
