package org.kexshot.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * All that differs between two images.
 *
 * @param relation how far they can be compared
 * @param pages by page frame
 * @param owners what the changed, appeared and vanished pages are, most pages first
 * @param objects by kind, in the order of {@link org.kexshot.objects.KernelObjectKinds#all}
 * @param symbols data symbols whose bytes differ, in the order of addresses
 * @param problems why a part of this is missing; empty if none is
 */
public record ImageDifference(
    ImageRelation relation,
    PageTotals pages,
    List<PageOwnerTotals> owners,
    List<ObjectDifference<?>> objects,
    List<SymbolChange> symbols,
    List<String> problems) {
  public ImageDifference {
    owners = List.copyOf(owners);
    objects = List.copyOf(objects);
    symbols = List.copyOf(symbols);
    problems = List.copyOf(problems);
  }

  /** What could not be read of what was compared, of whatever kind. */
  public List<String> allProblems() {
    Set<String> all = new LinkedHashSet<>(problems);
    objects.forEach(kind -> all.addAll(kind.problems()));
    return List.copyOf(all);
  }

  /** The kinds that were not compared, in words, by the reason. */
  public Map<String, List<String>> notCompared() {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    for (ObjectDifference<?> kind : objects) {
      kind.notCompared()
          .ifPresent(
              reason ->
                  byReason
                      .computeIfAbsent(reason, none -> new ArrayList<>())
                      .add(kind.kind().words()));
    }
    return byReason;
  }
}
