package org.kexshot.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.kexshot.kind.Listing;

/**
 * How a list of kernel objects differs between two images.
 *
 * @param appeared only in the second, in its order
 * @param vanished only in the first, in its order
 * @param changed in both, but different in what matters
 * @param problems what could not be read in either image, so that the lists may be incomplete
 */
public record Difference<T>(
    List<T> appeared, List<T> vanished, List<Pair<T>> changed, List<String> problems) {

  /** One object in both images. */
  public record Pair<T>(T before, T after) {}

  public Difference {
    appeared = List.copyOf(appeared);
    vanished = List.copyOf(vanished);
    changed = List.copyOf(changed);
    problems = List.copyOf(problems);
  }

  /** Whether nothing differs, as far as was readable. */
  public boolean isEmpty() {
    return appeared.isEmpty() && vanished.isEmpty() && changed.isEmpty();
  }

  /**
   * Compares two lists. Objects with equal keys are the same object; of several with one key, the
   * first is taken for the first, the second for the second.
   *
   * @param identity the key of an object
   * @param alike whether an object that is in both counts as unchanged
   */
  static <T, K> Difference<T> between(
      Listing<T> first, Listing<T> second, Function<T, K> identity, BiPredicate<T, T> alike) {
    Map<K, List<T>> unmatched = new LinkedHashMap<>();
    for (T object : first.items()) {
      unmatched.computeIfAbsent(identity.apply(object), key -> new ArrayList<>()).add(object);
    }
    List<T> appeared = new ArrayList<>();
    List<Pair<T>> changed = new ArrayList<>();
    for (T after : second.items()) {
      List<T> same = unmatched.get(identity.apply(after));
      if (same == null || same.isEmpty()) {
        appeared.add(after);
      } else {
        T before = same.remove(0);
        if (!alike.test(before, after)) {
          changed.add(new Pair<>(before, after));
        }
      }
    }
    List<T> vanished = new ArrayList<>();
    unmatched.values().forEach(vanished::addAll);
    List<String> problems = new ArrayList<>();
    first.problems().forEach(problem -> problems.add("first image: " + problem));
    second.problems().forEach(problem -> problems.add("second image: " + problem));
    return new Difference<>(appeared, vanished, changed, problems);
  }
}
