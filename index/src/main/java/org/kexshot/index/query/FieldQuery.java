package org.kexshot.index.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.WildcardQuery;
import org.apache.lucene.util.QueryBuilder;
import org.apache.lucene.util.automaton.TooComplexToDeterminizeException;
import org.kexshot.index.document.Fields;
import org.kexshot.index.schema.Interval;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/** What Lucene looks for where a value of a field is asked for, by the types of the field. */
final class FieldQuery {
  /** Patterns with more take longer than a user waits. */
  private static final int MOST_WILDCARDS = 20;

  private static final String EXISTS = "*";

  private final QueryBuilder words;
  private final Instant now;

  FieldQuery(Analyzer analyzer, Instant now) {
    this.words = new QueryBuilder(analyzer);
    this.now = now;
  }

  /** Text of any field. */
  Query anywhere(QueryNode.Value value) throws QuerySyntaxException {
    return text(SearchSchema.ALL, value);
  }

  /** The objects of a kind; one that does not exist would find nothing, as one without objects. */
  Query kind(QueryNode.Value value) throws QuerySyntaxException {
    String name = value.text().toLowerCase(Locale.ROOT);
    String field = Fields.whole(SearchSchema.KIND);
    if (isPattern(value)) {
      return wildcard(field, value);
    }
    Set<String> kinds = SearchSchema.get().kinds();
    if (!kinds.contains(name)) {
      throw UnknownName.of("kind", value.text(), kinds, value.position());
    }
    return new TermQuery(new Term(field, name));
  }

  /** A value of a field of some types. */
  Query value(String field, Set<ValueType> types, QueryNode.Value value)
      throws QuerySyntaxException {
    if (value.text().equals(EXISTS) && !value.quoted()) {
      return new TermQuery(new Term(Fields.HAS, field));
    }
    List<Query> any = new ArrayList<>();
    String problem = "";
    for (ValueType type : types) {
      try {
        any.add(value(field, type, value));
      } catch (IllegalArgumentException otherType) {
        problem = otherType.getMessage();
      }
    }
    if (any.isEmpty()) {
      throw new QuerySyntaxException(field + ": " + problem, value.position());
    }
    return any(any);
  }

  private Query value(String field, ValueType type, QueryNode.Value value)
      throws QuerySyntaxException {
    if (type == ValueType.TEXT) {
      return any(List.of(text(field, value), network(field, value.text())));
    }
    if (isPattern(value)) {
      return wildcard(Fields.whole(field), value);
    }
    if (type == ValueType.FLAG) {
      return new TermQuery(new Term(Fields.whole(field), flag(value.text())));
    }
    Interval interval = type.interval(value.text(), now);
    return points(field, type, interval.first(), interval.last());
  }

  private static Query points(String field, ValueType type, long first, long last) {
    return first > last
        ? new MatchNoDocsQuery()
        : LongPoint.newRangeQuery(Fields.points(field, type), first, last);
  }

  private static String flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> "true";
      case "false", "no" -> "false";
      default -> throw new IllegalArgumentException("'%s' is not true or false".formatted(text));
    };
  }

  private static Query network(String field, String text) {
    Optional<NetworkAddress> address = NetworkAddress.of(text);
    return address.isEmpty()
        ? new MatchNoDocsQuery()
        : InetAddressPoint.newPrefixQuery(
            Fields.network(field), address.get().address(), address.get().prefix());
  }

  private static boolean isPattern(QueryNode.Value value) {
    return !value.quoted() && (value.text().contains("*") || value.text().contains("?"));
  }

  private Query text(String field, QueryNode.Value value) throws QuerySyntaxException {
    if (isPattern(value)) {
      return wildcard(field, value);
    }
    String text = value.text();
    if (isOneMarkedWord(text)) {
      return new TermQuery(new Term(field, text.toLowerCase(Locale.ROOT)));
    }
    Query query = words.createPhraseQuery(field, text);
    return query == null ? new MatchNoDocsQuery() : query;
  }

  /** An option such as {@code -D} is another word than {@code D}. */
  private static boolean isOneMarkedWord(String text) {
    return text.startsWith("-")
        && text.substring(text.startsWith("--") ? 2 : 1).matches("\\p{Alnum}+");
  }

  private static Query wildcard(String field, QueryNode.Value value) throws QuerySyntaxException {
    String pattern = value.text().toLowerCase(Locale.ROOT).replaceAll("\\*+", "*");
    if (pattern.chars().filter(c -> c == '*' || c == '?').count() > MOST_WILDCARDS) {
      throw new QuerySyntaxException(
          "more than %d wildcards in a word".formatted(MOST_WILDCARDS), value.position());
    }
    try {
      return new WildcardQuery(new Term(field, pattern));
    } catch (TooComplexToDeterminizeException bomb) {
      throw new QuerySyntaxException("too many wildcards in a word", value.position());
    }
  }

  /** Values between two others. */
  Query range(String field, Set<ValueType> types, QueryNode.Range range)
      throws QuerySyntaxException {
    List<Query> any = new ArrayList<>();
    String problem = "texts have no order";
    for (ValueType type : types) {
      if (type.isNumber()) {
        try {
          any.add(range(field, type, range));
        } catch (IllegalArgumentException otherType) {
          problem = otherType.getMessage();
        }
      }
    }
    if (any.isEmpty()) {
      throw new QuerySyntaxException(field + ": " + problem, range.position());
    }
    return any(any);
  }

  private Query range(String field, ValueType type, QueryNode.Range range) {
    long first = Long.MIN_VALUE;
    long last = Long.MAX_VALUE;
    if (range.low().isPresent()) {
      Interval low = type.interval(range.low().get(), now);
      first = range.lowIncluded() ? low.first() : Math.addExact(low.last(), 1);
    }
    if (range.high().isPresent()) {
      Interval high = type.interval(range.high().get(), now);
      last = range.highIncluded() ? high.last() : Math.subtractExact(high.first(), 1);
    }
    return points(field, type, first, last);
  }

  private static Query any(List<Query> queries) {
    List<Query> real =
        queries.stream().filter(query -> !(query instanceof MatchNoDocsQuery)).toList();
    if (real.size() <= 1) {
      return real.isEmpty() ? new MatchNoDocsQuery() : real.get(0);
    }
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    real.forEach(query -> any.add(query, BooleanClause.Occur.SHOULD));
    return any.build();
  }
}
