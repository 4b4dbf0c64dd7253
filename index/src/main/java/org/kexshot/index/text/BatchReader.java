package org.kexshot.index.text;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.NormsProducer;
import org.apache.lucene.codecs.PointsReader;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.codecs.TermVectorsReader;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FieldInfos;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.LeafMetaData;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.index.StoredFieldVisitor;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.VectorEncoding;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.Version;

/**
 * A sorted batch of pages as a segment that Lucene copies into the index: their terms, and their
 * numbers as values of documents. Nothing but what that takes can be read of it.
 */
final class BatchReader extends CodecReader {
  private final PageBatch batch;
  private final FieldInfos fields =
      new FieldInfos(
          new FieldInfo[] {
            field(StringIndex.TERMS, 0, IndexOptions.DOCS, DocValuesType.NONE),
            field(StringIndex.NUMBER, 1, IndexOptions.NONE, DocValuesType.NUMERIC)
          });

  /**
   * @param batch sorted
   */
  BatchReader(PageBatch batch) {
    this.batch = batch;
  }

  private static FieldInfo field(
      String name, int number, IndexOptions indexed, DocValuesType values) {
    return new FieldInfo(
        name,
        number,
        false,
        indexed != IndexOptions.NONE,
        false,
        indexed,
        values,
        -1,
        new HashMap<>(),
        0,
        0,
        0,
        0,
        VectorEncoding.FLOAT32,
        VectorSimilarityFunction.EUCLIDEAN,
        false,
        false);
  }

  @Override
  public int numDocs() {
    return batch.pageCount();
  }

  @Override
  public int maxDoc() {
    return batch.pageCount();
  }

  @Override
  public FieldInfos getFieldInfos() {
    return fields;
  }

  @Override
  public Bits getLiveDocs() {
    return null;
  }

  @Override
  public LeafMetaData getMetaData() {
    return new LeafMetaData(Version.LATEST.major, Version.LATEST, null, false);
  }

  @Override
  public FieldsProducer getPostingsReader() {
    return new FieldsProducer() {
      @Override
      public Iterator<String> iterator() {
        return List.of(StringIndex.TERMS).iterator();
      }

      @Override
      public Terms terms(String field) {
        return field.equals(StringIndex.TERMS) ? new BatchTerms(batch) : null;
      }

      @Override
      public int size() {
        return 1;
      }

      @Override
      public void checkIntegrity() {
        // It lies in memory.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  @Override
  public DocValuesProducer getDocValuesReader() {
    return new DocValuesProducer() {
      @Override
      public NumericDocValues getNumeric(FieldInfo field) {
        return new PageValues(batch);
      }

      @Override
      public BinaryDocValues getBinary(FieldInfo field) {
        throw new UnsupportedOperationException(field.name);
      }

      @Override
      public SortedDocValues getSorted(FieldInfo field) {
        throw new UnsupportedOperationException(field.name);
      }

      @Override
      public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
        throw new UnsupportedOperationException(field.name);
      }

      @Override
      public SortedSetDocValues getSortedSet(FieldInfo field) {
        throw new UnsupportedOperationException(field.name);
      }

      @Override
      public void checkIntegrity() {
        // It lies in memory.
      }

      @Override
      public void close() {
        // Nothing is open.
      }
    };
  }

  /** The number of each document's page. */
  private static final class PageValues extends NumericDocValues {
    private final PageBatch batch;
    private int document = -1;

    PageValues(PageBatch batch) {
      this.batch = batch;
    }

    @Override
    public long longValue() {
      return batch.page(document);
    }

    @Override
    public boolean advanceExact(int target) {
      document = target;
      return true;
    }

    @Override
    public int docID() {
      return document;
    }

    @Override
    public int nextDoc() {
      return advance(document + 1);
    }

    @Override
    public int advance(int target) {
      document = target < batch.pageCount() ? target : NO_MORE_DOCS;
      return document;
    }

    @Override
    public long cost() {
      return batch.pageCount();
    }
  }

  @Override
  public StoredFieldsReader getFieldsReader() {
    return new NothingStored();
  }

  /** Documents of which nothing is stored. */
  private static final class NothingStored extends StoredFieldsReader {
    @Override
    public void document(int document, StoredFieldVisitor visitor) {
      // There is nothing to visit.
    }

    @Override
    public StoredFieldsReader clone() {
      return new NothingStored();
    }

    @Override
    public void checkIntegrity() {
      // There is nothing to check.
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  @Override
  public TermVectorsReader getTermVectorsReader() {
    return null;
  }

  @Override
  public NormsProducer getNormsReader() {
    return null;
  }

  @Override
  public PointsReader getPointsReader() {
    return null;
  }

  @Override
  public KnnVectorsReader getVectorReader() {
    return null;
  }

  @Override
  public CacheHelper getCoreCacheHelper() {
    return null;
  }

  @Override
  public CacheHelper getReaderCacheHelper() {
    return null;
  }
}
