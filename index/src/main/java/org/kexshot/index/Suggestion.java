package org.kexshot.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.BoostAttribute;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;
import org.kexshot.index.schema.SearchSchema;

/** Finds which words the index has that are nearly those of a query that found nothing. */
final class Suggestion {
  private static final int SHORTEST = 4;
  private static final int MOST_EDITS = 2;
  private static final int SAME_AT_START = 1;

  private Suggestion() {}

  /** The nearest of the words that no object has; empty if each is there or has no like. */
  static Optional<String> of(Set<String> words, IndexReader reader) throws IOException {
    Terms terms = MultiTerms.getTerms(reader, SearchSchema.ALL);
    List<String> nearest = new ArrayList<>();
    for (String typed : words) {
      String word = typed.toLowerCase(Locale.ROOT);
      if (terms != null
          && word.length() >= SHORTEST
          && reader.docFreq(new Term(SearchSchema.ALL, word)) == 0) {
        nearest(word, terms).ifPresent(nearest::add);
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", nearest));
  }

  private static Optional<String> nearest(String word, Terms terms) throws IOException {
    FuzzyTermsEnum like =
        new FuzzyTermsEnum(
            terms, new Term(SearchSchema.ALL, word), MOST_EDITS, SAME_AT_START, true);
    BoostAttribute boost = like.attributes().addAttribute(BoostAttribute.class);
    String best = null;
    float bestBoost = 0;
    int bestFrequency = 0;
    for (BytesRef term = like.next(); term != null; term = like.next()) {
      boolean better =
          boost.getBoost() > bestBoost
              || boost.getBoost() == bestBoost && like.docFreq() > bestFrequency;
      if (better) {
        best = term.utf8ToString();
        bestBoost = boost.getBoost();
        bestFrequency = like.docFreq();
      }
    }
    return Optional.ofNullable(best);
  }
}
