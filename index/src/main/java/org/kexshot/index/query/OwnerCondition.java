package org.kexshot.index.query;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kexshot.kind.NearestName;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.ByteOwner;

/**
 * Whose memory is asked for: {@code owner.process:nginx}, {@code owner:"page cache"}.
 *
 * @param field what of the owner is looked at
 * @param value a word or several in a row of the name, or a pattern of all of it; in lower case
 * @param pattern whether {@code *} and {@code ?} in the value stand for other characters
 * @param negated whether owners are asked for that are others
 */
public record OwnerCondition(Field field, String value, boolean pattern, boolean negated) {
  /** What of an owner a query may name. */
  public enum Field {
    /** Its kind, its name or its area. */
    ANY("owner", EnumSet.allOf(OwnerKind.class)),
    KIND("owner.kind", EnumSet.allOf(OwnerKind.class)),
    PROCESS(
        "owner.process",
        EnumSet.of(OwnerKind.ANONYMOUS, OwnerKind.KERNEL_STACK, OwnerKind.PAGE_TABLE)),
    FILE("owner.file", EnumSet.of(OwnerKind.PAGE_CACHE, OwnerKind.SHARED_MEMORY)),
    SLAB("owner.slab", EnumSet.of(OwnerKind.SLAB)),
    MODULE("owner.module", EnumSet.of(OwnerKind.MODULE)),
    SYMBOL(
        "owner.symbol",
        EnumSet.of(
            OwnerKind.KERNEL_TEXT,
            OwnerKind.KERNEL_READ_ONLY,
            OwnerKind.KERNEL_DATA,
            OwnerKind.PER_CPU));

    private final String name;
    private final Set<OwnerKind> kinds;

    Field(String name, Set<OwnerKind> kinds) {
      this.name = name;
      this.kinds = kinds;
    }

    /** As a query writes it. */
    public String text() {
      return name;
    }

    static Optional<Field> of(String name) {
      for (Field field : values()) {
        if (field.name.equals(name)) {
          return Optional.of(field);
        }
      }
      return Optional.empty();
    }
  }

  static OwnerCondition of(Field field, QueryNode.Value value, boolean negated)
      throws QuerySyntaxException {
    String text = value.text().toLowerCase(Locale.ROOT);
    boolean pattern = !value.quoted() && (text.contains("*") || text.contains("?"));
    OwnerCondition made = new OwnerCondition(field, text, pattern, negated);
    if (field == Field.KIND) {
      made.checkKind(value.position());
    }
    return made;
  }

  private void checkKind(int position) throws QuerySyntaxException {
    Set<String> kinds = new TreeSet<>();
    for (OwnerKind kind : OwnerKind.values()) {
      if (isIn(kind.words())) {
        return;
      }
      kinds.add(kind.words());
    }
    throw new QuerySyntaxException(
        "no kind of owner '%s' (%s)"
            .formatted(
                value,
                NearestName.of(value, kinds)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("kinds are " + String.join(", ", kinds))),
        position);
  }

  /** Whether memory is wanted that belongs to an owner. */
  public boolean accepts(ByteOwner owner) {
    return holds(owner) != negated;
  }

  private boolean holds(ByteOwner owner) {
    return switch (field) {
      case ANY -> isIn(owner.kind().words()) || isIn(owner.name()) || isIn(owner.area());
      case KIND -> isIn(owner.kind().words());
      default -> field.kinds.contains(owner.kind()) && isIn(owner.name());
    };
  }

  /** As all of it, or as words of it. */
  private boolean isIn(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (pattern) {
      return new Glob(value).matches(lower);
    }
    for (int at = lower.indexOf(value); at >= 0; at = lower.indexOf(value, at + 1)) {
      if (isEdge(lower, at) && isEdge(lower, at + value.length())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a word begins or ends there. */
  private static boolean isEdge(String text, int at) {
    return at == 0
        || at == text.length()
        || !Character.isLetterOrDigit(text.charAt(at - 1))
        || !Character.isLetterOrDigit(text.charAt(at));
  }
}
