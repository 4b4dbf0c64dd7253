package org.kexshot.store.maintain;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kexshot.store.manifest.Snapshot;

/**
 * Rules by which snapshots are kept: one is kept if any of the rules keeps it.
 *
 * @param last how many of the newest, as a list shows them; 0 for none
 * @param tags each a tag's key, or {@code key=value}: whatever has one of them
 * @param within as long before the newest, by the times at which they were taken
 */
public record Retention(int last, List<String> tags, Optional<Duration> within) {
  public Retention {
    tags = List.copyOf(tags);
  }

  /** Whether there is no rule, by which nothing would be kept. */
  public boolean isEmpty() {
    return last == 0 && tags.isEmpty() && within.isEmpty();
  }

  /**
   * The ids of those that are kept.
   *
   * @param snapshots oldest first
   */
  public Set<String> kept(List<Snapshot> snapshots) {
    Set<String> kept = new HashSet<>();
    Optional<Instant> newest =
        snapshots.stream().map(one -> one.manifest().time()).max(Instant::compareTo);
    int index = 0;
    for (Snapshot snapshot : snapshots) {
      boolean isLast = snapshots.size() - index <= last;
      if (isLast || isTagged(snapshot) || isWithin(snapshot, newest.orElseThrow())) {
        kept.add(snapshot.id());
      }
      index++;
    }
    return kept;
  }

  private boolean isTagged(Snapshot snapshot) {
    Map<String, String> said = snapshot.manifest().description().tags();
    return tags.stream()
        .anyMatch(
            tag ->
                said.containsKey(tag)
                    || said.entrySet().stream()
                        .anyMatch(one -> tag.equals(one.getKey() + "=" + one.getValue())));
  }

  private boolean isWithin(Snapshot snapshot, Instant newest) {
    return within.isPresent()
        && Duration.between(snapshot.manifest().time(), newest).compareTo(within.get()) <= 0;
  }
}
