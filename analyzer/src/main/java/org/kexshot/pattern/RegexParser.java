package org.kexshot.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a regular expression over bytes:
 *
 * <pre>
 * choice    = sequence *( "|" sequence )
 * sequence  = *( atom *( "*" / "+" / "?" / "{" m [ "," [ n ] ] "}" ) )
 * atom      = character / "." / class / escape / "(" [ "?" [ flags ] ":" ] choice ")"
 * class     = "[" [ "^" ] 1*( character [ "-" character ] / escape / "[:" name ":]" ) "]"
 * escape    = "\" ( "d" / "D" / "w" / "W" / "s" / "S" / "t" / "n" / "r" / "f" / "v" / "0"
 *                 / "x" 2HEXDIG / punctuation )
 * flags     = *( "i" / "s" )
 * </pre>
 *
 * A character stands for its bytes in UTF-8, {@code .} for any byte but a line feed ({@code (?s)}
 * at the start for any byte), a class for one byte; {@code (?i)} ignores the case of ASCII.
 */
final class RegexParser {
  private static final int MOST_REPEATS = 1000;
  private static final int DEEPEST = 200;

  private static final ByteSet DIGIT = ByteSet.range('0', '9');
  private static final ByteSet LOWER = ByteSet.range('a', 'z');
  private static final ByteSet UPPER = ByteSet.range('A', 'Z');
  private static final ByteSet ALPHA = LOWER.with(UPPER);
  private static final ByteSet ALNUM = ALPHA.with(DIGIT);
  private static final ByteSet WORD = ALNUM.with(ByteSet.of('_'));
  private static final ByteSet SPACE = ByteSet.range('\t', '\r').with(ByteSet.of(' '));
  private static final ByteSet NO_LINE_FEED = ByteSet.of('\n').others();
  private static final Map<String, ByteSet> NAMED =
      Map.ofEntries(
          Map.entry("alnum", ALNUM),
          Map.entry("alpha", ALPHA),
          Map.entry("blank", ByteSet.of(' ').with(ByteSet.of('\t'))),
          Map.entry("cntrl", ByteSet.range(0, 31).with(ByteSet.of(127))),
          Map.entry("digit", DIGIT),
          Map.entry("graph", ByteSet.range('!', '~')),
          Map.entry("lower", LOWER),
          Map.entry("print", ByteSet.range(' ', '~')),
          Map.entry("punct", ByteSet.where(v -> v > ' ' && v < 127 && !ALNUM.contains(v))),
          Map.entry("space", SPACE),
          Map.entry("upper", UPPER),
          Map.entry("xdigit", DIGIT.with(ByteSet.range('a', 'f')).with(ByteSet.range('A', 'F'))));

  private final String text;
  private int at;
  private int depth;
  private boolean ignoreCase;
  private boolean dotIsAll;

  private RegexParser(String text, boolean ignoreCase) {
    this.text = text;
    this.ignoreCase = ignoreCase;
  }

  static Expression parse(String text, boolean ignoreCase) throws PatternException {
    RegexParser parser = new RegexParser(text, ignoreCase);
    Expression expression = parser.choice();
    if (parser.at < text.length()) {
      throw parser.wrong("')' closes nothing");
    }
    return expression;
  }

  private Expression choice() throws PatternException {
    if (++depth > DEEPEST) {
      throw wrong("more than %d groups within each other".formatted(DEEPEST));
    }
    boolean ignoreCaseOutside = ignoreCase;
    boolean dotIsAllOutside = dotIsAll;
    List<Expression> parts = new ArrayList<>();
    do {
      parts.add(sequence());
    } while (take('|'));
    ignoreCase = ignoreCaseOutside;
    dotIsAll = dotIsAllOutside;
    depth--;
    return parts.size() == 1 ? parts.get(0) : new Expression.Choice(parts);
  }

  private Expression sequence() throws PatternException {
    List<Expression> parts = new ArrayList<>();
    while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
      parts.add(repeated(atom()));
    }
    return parts.size() == 1 ? parts.get(0) : new Expression.Sequence(parts);
  }

  private Expression repeated(Expression atom) throws PatternException {
    Expression all = atom;
    boolean repeated = false;
    while (at < text.length() && "*+?{".indexOf(text.charAt(at)) >= 0) {
      char sign = text.charAt(at);
      if (repeated && (sign == '?' || sign == '+')) {
        throw wrong("a match is always as long as can be; there are no lazy or possessive repeats");
      }
      at++;
      all =
          switch (sign) {
            case '*' -> new Expression.Perhaps(new Expression.Repeated(all));
            case '+' -> new Expression.Repeated(all);
            case '?' -> new Expression.Perhaps(all);
            default -> counted(all);
          };
      repeated = true;
    }
    return all;
  }

  private Expression counted(Expression part) throws PatternException {
    int least = number();
    int most = least;
    boolean endless = false;
    if (take(',')) {
      endless = at < text.length() && text.charAt(at) == '}';
      most = endless ? least : number();
    }
    if (!take('}')) {
      throw wrong("'}' expected behind a count");
    }
    if (most < least) {
      throw wrong("counts from %d to %d".formatted(least, most));
    }
    List<Expression> parts = new ArrayList<>();
    for (int i = 0; i < least; i++) {
      parts.add(part);
    }
    if (endless) {
      parts.add(new Expression.Perhaps(new Expression.Repeated(part)));
    }
    Expression optional = null;
    for (int i = least; i < most; i++) {
      optional =
          new Expression.Perhaps(
              optional == null ? part : new Expression.Sequence(List.of(part, optional)));
    }
    if (optional != null) {
      parts.add(optional);
    }
    return new Expression.Sequence(parts);
  }

  private int number() throws PatternException {
    int start = at;
    while (at < text.length()
        && at < start + 5
        && text.charAt(at) >= '0'
        && text.charAt(at) <= '9') {
      at++;
    }
    int number = at == start ? -1 : Integer.parseInt(text.substring(start, at));
    if (number < 0 || number > MOST_REPEATS) {
      at = start;
      throw wrong("a count from 0 to %d expected; put \\ before a brace".formatted(MOST_REPEATS));
    }
    return number;
  }

  private Expression atom() throws PatternException {
    int start = at;
    int character = character();
    return switch (character) {
      case '(' -> group();
      case '[' -> new Expression.Bytes(cased(set()));
      case '.' -> new Expression.Bytes(dotIsAll ? ByteSet.ALL : NO_LINE_FEED);
      case '\\' -> new Expression.Bytes(cased(escape()));
      case '^', '$' -> {
        at = start;
        throw wrong("memory has no lines; put \\ before %c".formatted(character));
      }
      case '*', '+', '?', '{' -> {
        at = start;
        throw wrong("nothing to repeat; put \\ before %c".formatted(character));
      }
      default ->
          Expression.literal(
              Character.toString(character).getBytes(StandardCharsets.UTF_8), ignoreCase);
    };
  }

  private ByteSet cased(ByteSet set) {
    return ignoreCase ? set.inBothCases() : set;
  }

  private Expression group() throws PatternException {
    boolean ignoreCaseOutside = ignoreCase;
    boolean dotIsAllOutside = dotIsAll;
    if (take('?')) {
      while (take('i')) {
        ignoreCase = true;
      }
      while (take('s')) {
        dotIsAll = true;
      }
      if (take(')')) {
        // Flags for the rest of the group around them.
        return new Expression.Sequence(List.of());
      }
      if (!take(':')) {
        throw wrong("(?i), (?s), (?is), or one of these with a colon expected");
      }
    }
    Expression inner = choice();
    ignoreCase = ignoreCaseOutside;
    dotIsAll = dotIsAllOutside;
    if (!take(')')) {
      throw wrong("')' expected");
    }
    return inner;
  }

  private ByteSet set() throws PatternException {
    boolean negated = take('^');
    ByteSet set = ByteSet.where(value -> false);
    boolean first = true;
    while (first || at < text.length() && text.charAt(at) != ']') {
      set = set.with(member());
      first = false;
    }
    if (!take(']')) {
      throw wrong("']' expected");
    }
    ByteSet whole = cased(set);
    return negated ? whole.others() : whole;
  }

  private ByteSet member() throws PatternException {
    if (text.startsWith("[:", at)) {
      return named();
    }
    ByteSet low = single();
    if (low.size() == 1
        && at + 1 < text.length()
        && text.charAt(at) == '-'
        && text.charAt(at + 1) != ']') {
      at++;
      ByteSet high = single();
      int first = value(low);
      if (high.size() != 1 || value(high) < first) {
        throw wrong("a range of bytes expected, the lower first");
      }
      return ByteSet.range(first, value(high));
    }
    return low;
  }

  private static int value(ByteSet set) {
    int value = 0;
    while (!set.contains(value)) {
      value++;
    }
    return value;
  }

  private ByteSet named() throws PatternException {
    int end = text.indexOf(":]", at);
    ByteSet named = end < 0 ? null : NAMED.get(text.substring(at + 2, end));
    if (named == null) {
      throw wrong("one of [:%s:] expected".formatted(String.join(":] [:", NAMED.keySet())));
    }
    at = end + 2;
    return named;
  }

  private ByteSet single() throws PatternException {
    int start = at;
    int character = character();
    if (character == '\\') {
      return escape();
    }
    if (character > 0x7f) {
      at = start;
      throw wrong("a class is of one byte; write (%s|…)".formatted(Character.toString(character)));
    }
    return ByteSet.of(character);
  }

  private ByteSet escape() throws PatternException {
    int start = at;
    int character = character();
    return switch (character) {
      case 'd' -> DIGIT;
      case 'D' -> DIGIT.others();
      case 'w' -> WORD;
      case 'W' -> WORD.others();
      case 's' -> SPACE;
      case 'S' -> SPACE.others();
      case 't' -> ByteSet.of('\t');
      case 'n' -> ByteSet.of('\n');
      case 'r' -> ByteSet.of('\r');
      case 'f' -> ByteSet.of('\f');
      case 'v' -> ByteSet.of(0x0b);
      case '0' -> ByteSet.of(0);
      case 'x' -> ByteSet.of(hexadecimal());
      default -> {
        if (character > 0x7f || ALNUM.contains(character)) {
          at = start;
          throw wrong("\\%s is not known here".formatted(Character.toString(character)));
        }
        yield ByteSet.of(character);
      }
    };
  }

  private int hexadecimal() throws PatternException {
    if (at + 2 <= text.length()) {
      int high = Character.digit(text.charAt(at), 16);
      int low = Character.digit(text.charAt(at + 1), 16);
      if (high >= 0 && low >= 0) {
        at += 2;
        return high << 4 | low;
      }
    }
    throw wrong("two hexadecimal digits expected behind \\x");
  }

  private int character() throws PatternException {
    if (at == text.length()) {
      throw wrong("breaks off");
    }
    int character = text.codePointAt(at);
    at += Character.charCount(character);
    return character;
  }

  private boolean take(char wanted) {
    boolean taken = at < text.length() && text.charAt(at) == wanted;
    at += taken ? 1 : 0;
    return taken;
  }

  private PatternException wrong(String what) {
    return new PatternException("at character %d: %s".formatted(at + 1, what));
  }
}
