package org.kexshot.index.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what users type: words that must all be found, {@code "phrases"}, {@code field:word},
 * {@code field:[low TO high]}, {@code field:>number}, {@code *} and {@code ?}, {@code -} or {@code
 * NOT}, {@code OR}, {@code AND} and parentheses; {@code \} takes the next character for itself. A
 * colon after anything but a field's name, or with a blank behind it, and a slash are text:
 * addresses and paths need no quoting. {@code OR} binds less than anything else.
 */
final class QueryParser {
  /** Up to four hexadecimal digits before a colon begin an address of IPv6 or Ethernet. */
  private static final Pattern FIELD =
      Pattern.compile("(?!\\p{XDigit}{1,4}:)(\\p{Alpha}[\\p{Alnum}_.]*):(?=[^\\s:)])");

  private static final Pattern RANGE =
      Pattern.compile(
          "([\\[{])\\s*(\"[^\"]*\"|\\S+)\\s+TO\\s+(\"[^\"]*\"|[^\\s\\]}]+)\\s*([\\]}])");

  private static final Pattern COMPARISON = Pattern.compile("(>=|<=|>|<)(?=[^\\s()])");
  private static final Pattern OPERATOR = Pattern.compile("(AND|OR|NOT|&&|\\|\\||!)(?=[\\s(]|$)");
  private static final int MAX_DEPTH = 100;

  /** More words take longer than a user waits, and no user types them. */
  private static final int MAX_WORDS = 1000;

  private final String text;
  private int at;
  private int depth;
  private int words;

  private QueryParser(String text) {
    this.text = text;
  }

  /**
   * Reads a query.
   *
   * @throws QuerySyntaxException if it is none, e.g. for an open quotation
   */
  static QueryNode parse(String text) throws QuerySyntaxException {
    QueryParser parser = new QueryParser(text);
    QueryNode query = parser.any(Optional.empty());
    if (!parser.isAtEnd()) {
      throw parser.failure("no parenthesis is open here");
    }
    return query;
  }

  private QueryNode any(Optional<QueryNode.Field> field) throws QuerySyntaxException {
    List<QueryNode> nodes = new ArrayList<>(List.of(all(field)));
    while (take("OR") || take("||")) {
      nodes.add(all(field));
    }
    return nodes.size() == 1 ? nodes.get(0) : new QueryNode.Any(nodes);
  }

  private QueryNode all(Optional<QueryNode.Field> field) throws QuerySyntaxException {
    List<QueryNode> nodes = new ArrayList<>(List.of(one(field)));
    while (take("AND") || take("&&") || !isAtEnd() && !isNext(')') && !isNextOr()) {
      nodes.add(one(field));
    }
    return nodes.size() == 1 ? nodes.get(0) : new QueryNode.All(nodes);
  }

  private QueryNode one(Optional<QueryNode.Field> field) throws QuerySyntaxException {
    if (take("NOT") || take("!")) {
      return negated(field);
    }
    skipBlanks();
    if (isNext('-') || isNext('!')) {
      at++;
      return negated(field);
    }
    if (isNext('+')) {
      at++;
    }
    return operand(field);
  }

  private QueryNode negated(Optional<QueryNode.Field> field) throws QuerySyntaxException {
    enter();
    QueryNode.Not not = new QueryNode.Not(one(field));
    depth--;
    return not;
  }

  private QueryNode operand(Optional<QueryNode.Field> outer) throws QuerySyntaxException {
    skipBlanks();
    Optional<QueryNode.Field> field = outer;
    Matcher name = FIELD.matcher(text).region(at, text.length());
    if (name.lookingAt()) {
      field = Optional.of(new QueryNode.Field(name.group(1), at));
      at = name.end();
    }
    if (isNext('(')) {
      return group(field);
    }
    if (++words > MAX_WORDS) {
      throw failure("more than %d words".formatted(MAX_WORDS));
    }
    if (field.isPresent()) {
      Optional<QueryNode> range = range(field.get());
      if (range.isPresent()) {
        return range.get();
      }
    }
    return value(field);
  }

  private QueryNode group(Optional<QueryNode.Field> field) throws QuerySyntaxException {
    int opened = at;
    enter();
    at++;
    QueryNode inner = any(field);
    skipBlanks();
    if (!isNext(')')) {
      throw new QuerySyntaxException("this parenthesis is not closed", opened);
    }
    at++;
    depth--;
    return inner;
  }

  /** The reader calls itself for each parenthesis and each negation. */
  private void enter() throws QuerySyntaxException {
    if (++depth > MAX_DEPTH) {
      throw failure("more than %d parentheses in each other".formatted(MAX_DEPTH));
    }
  }

  private Optional<QueryNode> range(QueryNode.Field field) throws QuerySyntaxException {
    int start = at;
    Matcher range = RANGE.matcher(text).region(at, text.length());
    if (range.lookingAt()) {
      at = range.end();
      return Optional.of(
          new QueryNode.Range(
              field,
              bound(range.group(2)),
              range.group(1).equals("["),
              bound(range.group(3)),
              range.group(4).equals("]"),
              start));
    }
    Matcher comparison = COMPARISON.matcher(text).region(at, text.length());
    if (!comparison.lookingAt()) {
      return Optional.empty();
    }
    at = comparison.end();
    Optional<String> bound = Optional.of(isNext('"') ? phrase() : word().text());
    boolean included = comparison.group().endsWith("=");
    return Optional.of(
        comparison.group().startsWith(">")
            ? new QueryNode.Range(field, bound, included, Optional.empty(), true, start)
            : new QueryNode.Range(field, Optional.empty(), true, bound, included, start));
  }

  private static Optional<String> bound(String text) {
    String bare = text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
    return bare.equals("*") ? Optional.empty() : Optional.of(bare);
  }

  private QueryNode value(Optional<QueryNode.Field> field) throws QuerySyntaxException {
    int start = at;
    if (isNext('"')) {
      return new QueryNode.Value(field, phrase(), true, start);
    }
    Word word = word();
    if (word.text().isEmpty()) {
      throw failure("a word is missing here");
    }
    return new QueryNode.Value(field, word.text(), word.escaped(), start);
  }

  private String phrase() throws QuerySyntaxException {
    int opened = at++;
    StringBuilder phrase = new StringBuilder();
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      phrase.append(text.charAt(at++));
    }
    if (at == text.length()) {
      throw new QuerySyntaxException("this quotation is not closed", opened);
    }
    at++;
    return phrase.toString();
  }

  /**
   * @param escaped whether a character in it was
   */
  private record Word(String text, boolean escaped) {}

  private Word word() {
    StringBuilder word = new StringBuilder();
    boolean escaped = false;
    while (at < text.length() && !isEnd(text.charAt(at))) {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
        escaped = true;
      }
      word.append(text.charAt(at++));
    }
    return new Word(word.toString(), escaped);
  }

  private static boolean isEnd(char c) {
    return Character.isWhitespace(c) || c == '(' || c == ')' || c == '"';
  }

  private boolean take(String operator) {
    skipBlanks();
    Matcher matcher = OPERATOR.matcher(text).region(at, text.length());
    if (matcher.lookingAt() && matcher.group(1).equals(operator)) {
      at = matcher.end(1);
      return true;
    }
    return false;
  }

  private boolean isNextOr() {
    Matcher matcher = OPERATOR.matcher(text).region(at, text.length());
    return matcher.lookingAt() && (matcher.group(1).equals("OR") || matcher.group(1).equals("||"));
  }

  private boolean isAtEnd() {
    skipBlanks();
    return at == text.length();
  }

  private boolean isNext(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private QuerySyntaxException failure(String message) {
    return new QuerySyntaxException(message, at);
  }
}
