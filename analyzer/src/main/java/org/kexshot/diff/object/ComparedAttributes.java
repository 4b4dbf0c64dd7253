package org.kexshot.diff.object;

import java.util.List;
import java.util.Optional;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;

/** In what two sightings of one object differ, as the roles of its kind's attributes say. */
public final class ComparedAttributes<T> {
  private final List<Attribute<T>> compared;

  /** Of two images of one boot, or of any two. */
  public ComparedAttributes(ObjectKind<T> kind, boolean sameBoot) {
    this(kind, sameBoot, Identities.DECLARED);
  }

  /**
   * The same where the user may have named by what objects are matched. Across boots, what they are
   * called and are not matched by is compared, too.
   */
  public ComparedAttributes(ObjectKind<T> kind, boolean sameBoot, Identities identities) {
    boolean names = sameBoot || identities.isGiven(kind);
    compared =
        kind.attributes().stream()
            .filter(
                attribute ->
                    attribute.has(Role.COMPARED)
                        || attribute.has(Role.VOLATILE)
                        || names
                            && attribute.has(Role.BOOT_COMPARED)
                            && (sameBoot || attribute.has(Role.IDENTITY)))
            .toList();
  }

  /** All that are compared, in the kind's order. */
  public List<Attribute<T>> all() {
    return compared;
  }

  /**
   * Those that are known to differ, in the kind's order.
   *
   * @param firstComplete whether nothing is missing of the list in which {@code before} stands
   * @param secondComplete the same of {@code after}
   */
  public List<Attribute<T>> differing(
      T before, boolean firstComplete, T after, boolean secondComplete) {
    return compared.stream()
        .filter(attribute -> differs(attribute, before, firstComplete, after, secondComplete))
        .toList();
  }

  /**
   * Whether one attribute is known to differ. A list that only lacks elements in an image that
   * could not be read whole ({@link Listing#isComplete}) does not.
   */
  public boolean differs(
      Attribute<T> attribute, T before, boolean firstComplete, T after, boolean secondComplete) {
    return attribute.differs(before, after)
        && (secondComplete || !isCut(attribute, before, after))
        && (firstComplete || !isCut(attribute, after, before));
  }

  /** Whether a list may be another one, cut short. */
  public boolean isCut(Attribute<T> attribute, T whole, T cut) {
    List<?> elements = elements(attribute, whole);
    return !elements.isEmpty() && elements.containsAll(elements(attribute, cut));
  }

  private List<?> elements(Attribute<T> attribute, T object) {
    Object value = attribute.value().apply(object);
    Object known = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    return known instanceof List<?> list ? list : List.of();
  }
}
