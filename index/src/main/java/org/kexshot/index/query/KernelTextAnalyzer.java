package org.kexshot.index.query;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.FlattenGraphFilter;
import org.apache.lucene.analysis.core.LowerCaseFilter;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.miscellaneous.WordDelimiterGraphFilter;

/**
 * Takes a kernel's text apart: words between blanks, each as a whole and in its parts between
 * punctuation. {@code snd_hda_intel} is found by itself, by {@code hda} and by {@code hda_intel};
 * {@code /usr/bin/sleep} by {@code bin/sleep}; {@code 10.0.2.15:8080} by {@code 10.0.2.15} and by
 * {@code 8080}. Case does not matter.
 */
public final class KernelTextAnalyzer extends Analyzer {
  private static final int PARTS =
      WordDelimiterGraphFilter.GENERATE_WORD_PARTS
          | WordDelimiterGraphFilter.GENERATE_NUMBER_PARTS
          | WordDelimiterGraphFilter.PRESERVE_ORIGINAL;

  private final boolean indexing;

  /**
   * @param indexing true for text that goes into the index, which must be flat; false for queries
   */
  public KernelTextAnalyzer(boolean indexing) {
    this.indexing = indexing;
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new WhitespaceTokenizer();
    TokenStream parts = new LowerCaseFilter(new WordDelimiterGraphFilter(words, PARTS, null));
    return new TokenStreamComponents(words, indexing ? new FlattenGraphFilter(parts) : parts);
  }

  @Override
  protected TokenStream normalize(String field, TokenStream word) {
    return new LowerCaseFilter(word);
  }
}
