package org.kexshot.diff.series.amount;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the objects of a slab cache are, by the cache's name: {@code slab-objects.tsv}.
 *
 * @param families that grow along with them, those with a named source first
 * @param reclaimable whether the kernel gives them back when memory runs short
 * @param words what they are
 */
record SlabObjects(List<String> families, boolean reclaimable, String words) {
  private static final Map<String, SlabObjects> BY_NAME = new HashMap<>();

  static {
    for (List<String> row : ResourceTable.read("slab-objects.tsv", 4)) {
      BY_NAME.put(
          row.get(0),
          new SlabObjects(ResourceTable.list(row.get(1)), row.get(2).equals("yes"), row.get(3)));
    }
  }

  /** Those of a cache: by its whole name, else by its longest beginning in the table. */
  static Optional<SlabObjects> of(String cache) {
    if (BY_NAME.containsKey(cache)) {
      return Optional.of(BY_NAME.get(cache));
    }
    for (int length = cache.length(); length > 0; length--) {
      SlabObjects found = BY_NAME.get(cache.substring(0, length) + "*");
      if (found != null) {
        return Optional.of(found);
      }
    }
    return Optional.empty();
  }
}
