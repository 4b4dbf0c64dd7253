package org.kexshot.index.text;

import org.apache.lucene.index.BaseTermsEnum;
import org.apache.lucene.index.ImpactsEnum;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.SlowImpactsEnum;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.BytesRef;

/** The terms of a sorted batch of pages, each with the documents of pages that have it. */
final class BatchTerms extends Terms {
  private final PageBatch batch;

  BatchTerms(PageBatch batch) {
    this.batch = batch;
  }

  @Override
  public TermsEnum iterator() {
    return new InOrder(batch);
  }

  /** Visits the terms from the first to the last; none can be looked for. */
  private static final class InOrder extends BaseTermsEnum {
    private final PageBatch batch;
    private final BytesRef term = new BytesRef(new byte[4], 0, 0);
    private int start;
    private int end;

    InOrder(PageBatch batch) {
      this.batch = batch;
    }

    @Override
    public BytesRef next() {
      start = end;
      if (start == batch.postingCount()) {
        return null;
      }
      end = batch.termEnd(start);
      PageTerm.write(batch.term(start), term);
      return term;
    }

    @Override
    public BytesRef term() {
      return term;
    }

    @Override
    public int docFreq() {
      return end - start;
    }

    @Override
    public long totalTermFreq() {
      return docFreq();
    }

    @Override
    public PostingsEnum postings(PostingsEnum reuse, int flags) {
      Documents documents =
          reuse instanceof Documents used && used.batch == batch ? used : new Documents(batch);
      documents.reset(start, end);
      return documents;
    }

    @Override
    public ImpactsEnum impacts(int flags) {
      return new SlowImpactsEnum(postings(null, flags));
    }

    @Override
    public long ord() {
      throw new UnsupportedOperationException("terms are visited in their order");
    }

    @Override
    public void seekExact(long ord) {
      throw new UnsupportedOperationException("terms are visited in their order");
    }

    @Override
    public SeekStatus seekCeil(BytesRef text) {
      throw new UnsupportedOperationException("terms are visited in their order");
    }
  }

  /** The documents of one term. */
  private static final class Documents extends PostingsEnum {
    private final PageBatch batch;
    private int next;
    private int end;
    private int document = -1;

    Documents(PageBatch batch) {
      this.batch = batch;
    }

    void reset(int start, int stop) {
      next = start;
      end = stop;
      document = -1;
    }

    @Override
    public int docID() {
      return document;
    }

    @Override
    public int nextDoc() {
      document = next < end ? batch.document(next++) : NO_MORE_DOCS;
      return document;
    }

    @Override
    public int advance(int target) throws java.io.IOException {
      return slowAdvance(target);
    }

    @Override
    public long cost() {
      return end - next;
    }

    @Override
    public int freq() {
      return 1;
    }

    @Override
    public int nextPosition() {
      return -1;
    }

    @Override
    public int startOffset() {
      return -1;
    }

    @Override
    public int endOffset() {
      return -1;
    }

    @Override
    public BytesRef getPayload() {
      return null;
    }
  }

  @Override
  public long size() {
    return -1;
  }

  @Override
  public long getSumTotalTermFreq() {
    return batch.postingCount();
  }

  @Override
  public long getSumDocFreq() {
    return batch.postingCount();
  }

  @Override
  public int getDocCount() {
    return batch.pageCount();
  }

  @Override
  public boolean hasFreqs() {
    return false;
  }

  @Override
  public boolean hasOffsets() {
    return false;
  }

  @Override
  public boolean hasPositions() {
    return false;
  }

  @Override
  public boolean hasPayloads() {
    return false;
  }
}
