package org.kexshot.index.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.kexshot.index.schema.Interval;
import org.kexshot.index.schema.NetworkAddress;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.ValueType;

/** What is looked for where a value of a field is asked for, by the types of the field. */
final class FieldQuery<Q> {
  /** Patterns with more take longer than a user waits. */
  private static final int MOST_WILDCARDS = 20;

  private static final String EXISTS = "*";

  private final QueryTarget<Q> target;
  private final Instant now;
  private final SearchSchema schema;

  FieldQuery(QueryTarget<Q> target, Instant now, SearchSchema schema) {
    this.target = target;
    this.now = now;
    this.schema = schema;
  }

  /** Text of any field. */
  Q anywhere(QueryNode.Value value) throws QuerySyntaxException {
    return text(SearchSchema.ALL, value);
  }

  /** The objects of a kind; one that does not exist would find nothing, as one without objects. */
  Q kind(QueryNode.Value value) throws QuerySyntaxException {
    Set<String> kinds = schema.kinds();
    if (!value.isPattern() && !kinds.contains(value.text().toLowerCase(Locale.ROOT))) {
      throw UnknownName.of("kind", value.text(), kinds, value.position());
    }
    return own(SearchSchema.KIND, value);
  }

  /** A field of one word that every object has. */
  Q own(String field, QueryNode.Value value) throws QuerySyntaxException {
    if (!value.isPattern()) {
      return target.whole(field, value.text().toLowerCase(Locale.ROOT));
    }
    String pattern = pattern(value);
    try {
      return target.wholePattern(field, pattern);
    } catch (IllegalArgumentException bomb) {
      throw new QuerySyntaxException(bomb.getMessage(), value.position());
    }
  }

  /** A value of a field of some types. */
  Q value(String field, Set<ValueType> types, QueryNode.Value value) throws QuerySyntaxException {
    if (value.text().equals(EXISTS) && !value.quoted()) {
      return target.has(field);
    }
    List<Q> any = new ArrayList<>();
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

  private Q value(String field, ValueType type, QueryNode.Value value) throws QuerySyntaxException {
    if (type == ValueType.TEXT) {
      return any(List.of(text(field, value), network(field, value.text())));
    }
    if (value.isPattern()) {
      return target.wholePattern(field, pattern(value));
    }
    if (type == ValueType.FLAG) {
      return target.whole(field, flag(value.text()));
    }
    Interval interval = type.interval(value.text(), now);
    return between(field, type, interval.first(), interval.last());
  }

  private Q between(String field, ValueType type, long first, long last) {
    return first > last ? target.nothing() : target.between(field, type, first, last);
  }

  private static String flag(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes" -> "true";
      case "false", "no" -> "false";
      default -> throw new IllegalArgumentException("'%s' is not true or false".formatted(text));
    };
  }

  private Q network(String field, String text) {
    Optional<NetworkAddress> address = NetworkAddress.of(text);
    return address.isEmpty() ? target.nothing() : target.network(field, address.get());
  }

  private Q text(String field, QueryNode.Value value) throws QuerySyntaxException {
    if (value.isPattern()) {
      String pattern = pattern(value);
      try {
        return target.pattern(field, pattern);
      } catch (IllegalArgumentException bomb) {
        throw new QuerySyntaxException(bomb.getMessage(), value.position());
      }
    }
    String text = value.text();
    return isOneMarkedWord(text)
        ? target.word(field, text.toLowerCase(Locale.ROOT))
        : target.phrase(field, text);
  }

  /** An option such as {@code -D} is another word than {@code D}. */
  private static boolean isOneMarkedWord(String text) {
    return text.startsWith("-")
        && text.substring(text.startsWith("--") ? 2 : 1).matches("\\p{Alnum}+");
  }

  private static String pattern(QueryNode.Value value) throws QuerySyntaxException {
    String pattern = value.text().toLowerCase(Locale.ROOT).replaceAll("\\*+", "*");
    if (pattern.chars().filter(c -> c == '*' || c == '?').count() > MOST_WILDCARDS) {
      throw new QuerySyntaxException(
          "more than %d wildcards in a word".formatted(MOST_WILDCARDS), value.position());
    }
    return pattern;
  }

  /** Values between two others. */
  Q range(String field, Set<ValueType> types, QueryNode.Range range) throws QuerySyntaxException {
    List<Q> any = new ArrayList<>();
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

  private Q range(String field, ValueType type, QueryNode.Range range) {
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
    return between(field, type, first, last);
  }

  private Q any(List<Q> queries) {
    Q nothing = target.nothing();
    List<Q> real = queries.stream().filter(query -> !query.equals(nothing)).toList();
    return switch (real.size()) {
      case 0 -> nothing;
      case 1 -> real.get(0);
      default -> target.any(real);
    };
  }
}
