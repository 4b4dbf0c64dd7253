package org.kexshot.index.schema;

import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.LowerCaseFilter;

/** Takes a value as one word, whatever its case: {@code 0x5E5000} is {@code 0x5e5000}. */
final class WholeValueAnalyzer extends Analyzer {
  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer whole = new KeywordTokenizer();
    return new TokenStreamComponents(whole, new LowerCaseFilter(whole));
  }

  @Override
  protected TokenStream normalize(String field, TokenStream word) {
    return new LowerCaseFilter(word);
  }
}
