package org.kexshot.diff.object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.NearestName;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KernelObjectKinds;

/**
 * By which attributes objects of two images are matched: as their kinds declare it, in one boot by
 * what the kernel never gives twice at a time, across boots by what a user would call them; or by
 * attributes that the user names for a kind.
 *
 * @param given names of attributes by name of a kind, for those kinds that the user named
 */
public record Identities(Map<String, List<String>> given) {
  /** What the kinds declare. */
  public static final Identities DECLARED = new Identities(Map.of());

  public Identities {
    given = Map.copyOf(given);
  }

  /**
   * Reads what a user gave.
   *
   * @param texts each {@code KIND=ATTRIBUTE[,ATTRIBUTE...]}; of several for one kind the last
   *     counts
   * @throws IllegalArgumentException if there is no such kind or attribute; the message says which
   *     there are
   */
  public static Identities parse(Collection<String> texts) {
    Map<String, List<String>> given = new LinkedHashMap<>();
    for (String text : texts) {
      int sign = text.indexOf('=');
      if (sign < 0) {
        throw new IllegalArgumentException(
            "'%s': KIND=ATTRIBUTE expected, such as process=name".formatted(text));
      }
      ObjectKind<?> kind = kind(text.substring(0, sign));
      given.put(kind.name(), attributes(kind, text.substring(sign + 1)));
    }
    return new Identities(given);
  }

  private static ObjectKind<?> kind(String name) {
    List<ObjectKind<?>> all = KernelObjectKinds.all();
    return all.stream()
        .filter(kind -> kind.name().equals(name) || kind.plural().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(
                    "no kind of kernel object", name, all.stream().map(ObjectKind::name).toList()));
  }

  private static List<String> attributes(ObjectKind<?> kind, String list) {
    List<String> known = names(kind);
    List<String> wanted = Arrays.stream(list.split(",", -1)).map(String::strip).distinct().toList();
    for (String name : wanted) {
      if (!known.contains(name)) {
        throw unknown("no attribute of the kind " + kind.name(), name, known);
      }
    }
    return wanted;
  }

  private static List<String> names(ObjectKind<?> kind) {
    List<String> names = new ArrayList<>();
    for (Attribute<?> attribute : kind.attributes()) {
      if (!attribute.isColumnOnly()) {
        names.add(attribute.name());
      }
    }
    return names;
  }

  private static IllegalArgumentException unknown(
      String what, String name, Collection<String> known) {
    Optional<String> nearest = NearestName.of(name, known);
    return new IllegalArgumentException(
        "'%s' is %s%s; give one of %s"
            .formatted(
                name,
                what,
                nearest.map(" (did you mean %s?)"::formatted).orElse(""),
                String.join(", ", known)));
  }

  /** Whether the user named attributes for a kind. */
  public boolean isGiven(ObjectKind<?> kind) {
    return given.containsKey(kind.name());
  }

  /** The attributes by which objects of a kind are matched, in the kind's order. */
  public <T> List<Attribute<T>> of(ObjectKind<T> kind, boolean sameBoot) {
    Role role = sameBoot ? Role.BOOT_IDENTITY : Role.IDENTITY;
    List<String> named = given.get(kind.name());
    return kind.attributes().stream()
        .filter(attribute -> named == null ? attribute.has(role) : named.contains(attribute.name()))
        .toList();
  }

  /** The same in words: {@code processes by name and command}. */
  public String words(ObjectKind<?> kind, boolean sameBoot) {
    List<String> names = of(kind, sameBoot).stream().map(Attribute::words).toList();
    int last = names.size() - 1;
    String all =
        last < 1
            ? String.join("", names)
            : names.stream().limit(last).collect(Collectors.joining(", "))
                + " and "
                + names.get(last);
    return kind.words() + " by " + all;
  }

  /** The same in words of the kinds that the user named attributes for, in the order of all. */
  public List<String> givenWords() {
    return KernelObjectKinds.all().stream()
        .filter(this::isGiven)
        .map(kind -> words(kind, true))
        .toList();
  }
}
