package org.kexshot;

import java.lang.module.ModuleDescriptor.Version;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of {@code docs/advisories.md}: which versions of which libraries have faults that are
 * known to all.
 */
final class KnownAdvisories {
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `[\\w.-]+:([\\w-]+)` \\|([^|\n]*)\\|(?:([^|\n]*)\\|)?", Pattern.MULTILINE);
  private static final Pattern INTERVAL = Pattern.compile("\\[([\\d.]+),([\\d.]+)\\)");
  private static final Pattern COMPLETE = Pattern.compile("Complete as of ([\\d-]+)");

  private final LocalDate complete;
  private final Set<String> artifacts = new TreeSet<>();
  private final List<Advisory> advisories = new ArrayList<>();

  /** Versions of an artifact, from the first until before the end. */
  private record Advisory(String artifact, Version first, Version end, String what) {
    boolean affects(String name, Version version) {
      return artifact.equals(name) && version.compareTo(first) >= 0 && version.compareTo(end) < 0;
    }
  }

  private KnownAdvisories(LocalDate complete) {
    this.complete = complete;
  }

  /**
   * Reads the document's text.
   *
   * @throws IllegalArgumentException if it has no date
   */
  static KnownAdvisories parse(String text) {
    Matcher date = COMPLETE.matcher(text);
    if (!date.find()) {
      throw new IllegalArgumentException("no \"Complete as of\" and date in the advisories");
    }
    KnownAdvisories known = new KnownAdvisories(LocalDate.parse(date.group(1)));
    ROW.matcher(text).results().forEach(known::add);
    return known;
  }

  private void add(MatchResult row) {
    artifacts.add(row.group(1));
    Matcher interval = INTERVAL.matcher(row.group(2));
    while (interval.find()) {
      advisories.add(
          new Advisory(
              row.group(1),
              Version.parse(interval.group(1)),
              Version.parse(interval.group(2)),
              row.group(3).strip()));
    }
  }

  /** Day until which the list has what was published. */
  LocalDate complete() {
    return complete;
  }

  /** Whether anyone looked for advisories of it. */
  boolean lookedUp(String artifact) {
    return artifacts.contains(artifact);
  }

  /** What is known of a version of an artifact; empty if nothing is. */
  List<String> of(String artifact, String version) {
    Version parsed = Version.parse(version);
    return advisories.stream()
        .filter(advisory -> advisory.affects(artifact, parsed))
        .map(Advisory::what)
        .toList();
  }
}
