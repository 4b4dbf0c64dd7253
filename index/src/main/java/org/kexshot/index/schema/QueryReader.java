package org.kexshot.index.schema;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.DelegatingAnalyzerWrapper;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.kexshot.kind.NearestName;

/**
 * Reads what users type: words that must all be found, {@code "phrases"}, {@code field:word},
 * {@code *} and {@code ?}, {@code -} or {@code NOT}, {@code OR} and parentheses. A colon after
 * anything but a word of letters, or with a blank behind it, and a slash, are text: addresses and
 * paths need no quoting.
 */
public final class QueryReader {
  /**
   * A word that names a field, or means to; hexadecimal ones begin an address of IPv6 or Ethernet.
   */
  private static final Pattern FIELD_COLON =
      Pattern.compile(
          "\"[^\"]*\"?|(?<=^|[\\s(+\\-!])(?![0-9a-fA-F]{1,4}:)(\\p{Alpha}+):(?=[^\\s:])");

  /** A word with nothing in it or behind it that a query gives a meaning. */
  private static final Pattern PLAIN_WORD = Pattern.compile("\\p{Alnum}+(?=[\\s)]|$)");

  private static final int MAX_DEPTH = 100;

  /** Marks a field's colon while the others are escaped; cannot be typed. */
  private static final char MARK = '\0';

  private static final String ESCAPED = "\\:/[]{}^~&|";

  private QueryReader() {}

  /** The analysis of indexed text and of queries. Numbers and kinds are taken whole. */
  public static Analyzer analyzer(boolean indexing) {
    SearchSchema schema = SearchSchema.get();
    Analyzer whole = new WholeValueAnalyzer();
    Analyzer words = new KernelTextAnalyzer(indexing);
    return new DelegatingAnalyzerWrapper(Analyzer.PER_FIELD_REUSE_STRATEGY) {
      @Override
      protected Analyzer getWrappedAnalyzer(String field) {
        return schema.isWhole(field) ? whole : words;
      }
    };
  }

  /**
   * @throws ParseException if the text is not a query, e.g. for an open quotation, or names a field
   *     that the index does not have
   */
  public static Query read(String text) throws ParseException {
    QueryParser parser = new NegatingParser(analyzer(false));
    parser.setDefaultOperator(QueryParser.Operator.AND);
    parser.setAllowLeadingWildcard(true);
    return parser.parse(escape(text));
  }

  /**
   * Takes {@code NOT word} for everything but the word, wherever it stands. Lucene's own parser
   * takes it for a restriction of other words, so that alone it finds nothing, and behind {@code
   * OR} it restricts what stands before.
   */
  private static final class NegatingParser extends QueryParser {
    /**
     * {@code MOD_NONE} and {@code MOD_NOT} of {@code QueryParserBase}, which keeps them to itself.
     */
    private static final int PLAIN = 0;

    private static final int NEGATED = 10;

    NegatingParser(Analyzer analyzer) {
      super(SearchSchema.ALL, analyzer);
    }

    @Override
    protected void addClause(
        List<BooleanClause> clauses, int conjunction, int modifier, Query query) {
      if (modifier == NEGATED && query != null) {
        super.addClause(clauses, conjunction, PLAIN, allBut(query));
      } else {
        super.addClause(clauses, conjunction, modifier, query);
      }
    }

    private static Query allBut(Query query) {
      return new BooleanQuery.Builder()
          .add(new MatchAllDocsQuery(), BooleanClause.Occur.FILTER)
          .add(query, BooleanClause.Occur.MUST_NOT)
          .build();
    }
  }

  static String escape(String text) throws ParseException {
    requireShallow(text);
    StringBuilder marked = new StringBuilder();
    Matcher fields = FIELD_COLON.matcher(text.replace(MARK, ' '));
    while (fields.find()) {
      String field = fields.group(1);
      if (field != null) {
        requireField(field);
        if (field.equals(SearchSchema.KIND)) {
          requireKind(text, fields.end());
        }
      }
      String replacement = field == null ? fields.group() : field + MARK;
      fields.appendReplacement(marked, Matcher.quoteReplacement(replacement));
    }
    fields.appendTail(marked);
    StringBuilder escaped = new StringBuilder();
    for (char c : marked.toString().toCharArray()) {
      if (ESCAPED.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c == MARK ? ':' : c);
    }
    return escaped.toString();
  }

  private static void requireField(String word) throws ParseException {
    SearchSchema schema = SearchSchema.get();
    if (!schema.fields().contains(word)) {
      throw unknown("field", word, schema.fields());
    }
  }

  /** A kind that does not exist would find nothing, as one that has no objects. */
  private static void requireKind(String text, int from) throws ParseException {
    Matcher word = PLAIN_WORD.matcher(text).region(from, text.length());
    if (word.lookingAt()) {
      Set<String> kinds = SearchSchema.get().kinds();
      if (!kinds.contains(word.group().toLowerCase(Locale.ROOT))) {
        throw unknown("kind", word.group(), kinds);
      }
    }
  }

  private static ParseException unknown(String what, String word, Set<String> names) {
    return new ParseException(
        "no %s '%s' (%s)"
            .formatted(
                what,
                word,
                NearestName.of(word, names)
                    .map(name -> "did you mean '" + name + "'?")
                    .orElse(what + "s are " + String.join(", ", names))));
  }

  /** The parser calls itself for each parenthesis. */
  private static void requireShallow(String text) throws ParseException {
    int depth = 0;
    for (char c : text.toCharArray()) {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth > MAX_DEPTH) {
        throw new ParseException("more than %d parentheses in each other".formatted(MAX_DEPTH));
      }
    }
  }
}
