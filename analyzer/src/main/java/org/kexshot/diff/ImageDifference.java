package org.kexshot.diff;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.FrameMap;
import org.kexshot.diff.page.PageOwnerTotals;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;

/**
 * All that differs between two images.
 *
 * @param relation how far they can be compared
 * @param identities by which attributes objects were matched
 * @param seconds from the first image to the second, by the kernel's own clock, negative if it is
 *     the earlier one; 0 if not known, or not of one boot
 * @param pages by page frame, or where those do not correspond by what pages hold, wherever they
 *     lie
 * @param owners what the changed, appeared and vanished pages are, most pages first
 * @param memory whose the bytes of the changed pages are
 * @param objects by kind, in the order of {@link org.kexshot.objects.KernelObjectKinds#all}
 * @param symbols of data
 * @param text code and constants
 * @param problems why owners of pages are missing; empty if they are not
 * @param frames a map of all page frames, if it was asked for
 */
public record ImageDifference(
    ImageRelation relation,
    Identities identities,
    double seconds,
    PageTotals pages,
    List<PageOwnerTotals> owners,
    MemoryDifference memory,
    List<ObjectDifference<?>> objects,
    SymbolDifference symbols,
    TextDifference text,
    List<String> problems,
    Optional<FrameMap> frames) {
  public ImageDifference {
    owners = List.copyOf(owners);
    objects = List.copyOf(objects);
    problems = List.copyOf(problems);
  }

  /** What could not be read of what was compared, of whatever kind. */
  public List<String> unreadable() {
    Set<String> all = new LinkedHashSet<>(problems);
    objects.forEach(kind -> all.addAll(kind.problems()));
    text.unknown().forEach(problem -> all.add("kernel text: " + problem));
    return List.copyOf(all);
  }

  /** Why something was not compared, and what could not be read of what was. */
  public List<String> allProblems() {
    Set<String> all = new LinkedHashSet<>(notCompared().keySet());
    all.addAll(unreadable());
    return List.copyOf(all);
  }

  /** What was not compared, kinds in words, by the reason. */
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
    memory
        .notCompared()
        .ifPresent(
            reason ->
                byReason
                    .computeIfAbsent(reason, none -> new ArrayList<>())
                    .add("changed memory by owner and member"));
    symbols
        .notCompared()
        .ifPresent(
            reason ->
                byReason.computeIfAbsent(reason, none -> new ArrayList<>()).add("data symbols"));
    text.notCompared()
        .ifPresent(
            reason ->
                byReason.computeIfAbsent(reason, none -> new ArrayList<>()).add("kernel text"));
    return byReason;
  }
}
