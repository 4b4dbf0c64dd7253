package org.kexshot.pattern;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Texts of which each match of an expression holds at least one, by which an index tells the pages
 * that need to be searched. They are of printable ASCII in lower case.
 */
final class RequiredText {
  private static final int MOST = 32;

  private RequiredText() {}

  /** The best that can be told; empty if nothing can. */
  static Optional<Set<String>> of(Expression expression) {
    if (expression instanceof Expression.Repeated repeated) {
      return of(repeated.part());
    }
    if (expression instanceof Expression.Choice choice) {
      return ofAll(choice.parts());
    }
    if (expression instanceof Expression.Perhaps) {
      return Optional.empty();
    }
    List<Expression> parts = new ArrayList<>();
    flatten(expression, parts);
    return ofSequence(parts);
  }

  private static void flatten(Expression expression, List<Expression> parts) {
    if (expression instanceof Expression.Sequence sequence) {
      sequence.parts().forEach(part -> flatten(part, parts));
    } else {
      parts.add(expression);
    }
  }

  private static Optional<Set<String>> ofAll(List<Expression> parts) {
    Set<String> all = new LinkedHashSet<>();
    for (Expression part : parts) {
      Optional<Set<String>> required = of(part);
      if (required.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(required.get());
    }
    return all.size() > MOST ? Optional.empty() : Optional.of(all);
  }

  private static Optional<Set<String>> ofSequence(List<Expression> parts) {
    Optional<Set<String>> best = Optional.empty();
    StringBuilder run = new StringBuilder();
    for (Expression part : parts) {
      int character = part instanceof Expression.Bytes bytes ? bytes.set().onlyCharacter() : -1;
      if (isPrintable(character)) {
        run.append((char) character);
        continue;
      }
      best = better(best, ended(run));
      if (!(part instanceof Expression.Bytes)) {
        best = better(best, of(part));
      }
    }
    return better(best, ended(run));
  }

  private static boolean isPrintable(int character) {
    return character >= ' ' && character <= '~' || character == '\t';
  }

  private static Optional<Set<String>> ended(StringBuilder run) {
    Optional<Set<String>> text =
        run.isEmpty() ? Optional.empty() : Optional.of(Set.of(run.toString()));
    run.setLength(0);
    return text;
  }

  private static Optional<Set<String>> better(
      Optional<Set<String>> one, Optional<Set<String>> other) {
    return one.isEmpty() || other.isPresent() && shortest(other.get()) > shortest(one.get())
        ? other
        : one;
  }

  private static int shortest(Set<String> texts) {
    return texts.stream().mapToInt(String::length).min().orElse(0);
  }
}
