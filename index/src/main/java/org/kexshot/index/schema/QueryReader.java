package org.kexshot.index.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.analysis.miscellaneous.PerFieldAnalyzerWrapper;
import org.apache.lucene.queryparser.classic.ParseException;
import org.apache.lucene.queryparser.classic.QueryParser;
import org.apache.lucene.search.Query;

/**
 * Reads what users type: words that must all be found, {@code "phrases"}, {@code field:word},
 * {@code *} and {@code ?}, {@code -} or {@code NOT}, {@code OR} and parentheses. A colon after
 * anything else than a field's name, and a slash, are text: addresses and paths need no quoting.
 */
public final class QueryReader {
  private static final Pattern FIELD_COLON =
      Pattern.compile(
          "(?<=^|[\\s(+\\-!])(" + String.join("|", IndexFields.QUERYABLE) + "):(?=\\S)");

  /** Marks a field's colon while the others are escaped; cannot be typed. */
  private static final char MARK = '\0';

  private static final String ESCAPED = "\\:/[]{}^~&|";

  private QueryReader() {}

  /** The analysis of indexed text and of queries. Numbers and kinds are taken whole. */
  public static Analyzer analyzer(boolean indexing) {
    Analyzer whole = new KeywordAnalyzer();
    Map<String, Analyzer> fields = new HashMap<>();
    for (String field : IndexFields.WHOLE) {
      fields.put(field, whole);
    }
    return new PerFieldAnalyzerWrapper(new KernelTextAnalyzer(indexing), fields);
  }

  /**
   * @throws ParseException if the text is no query, e.g. for an open quotation
   */
  public static Query read(String text) throws ParseException {
    QueryParser parser = new QueryParser(IndexFields.ALL, analyzer(false));
    parser.setDefaultOperator(QueryParser.Operator.AND);
    parser.setAllowLeadingWildcard(true);
    return parser.parse(escape(text));
  }

  static String escape(String text) {
    Matcher fields = FIELD_COLON.matcher(text.replace(MARK, ' '));
    String marked = fields.replaceAll("$1" + MARK);
    StringBuilder escaped = new StringBuilder();
    for (char c : marked.toCharArray()) {
      if (ESCAPED.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c == MARK ? ':' : c);
    }
    return escaped.toString();
  }
}
