package org.kexshot.kind;

import java.util.List;

/**
 * What a reader found, and what it could not read. A damaged list ends with the items before the
 * damage; an item that cannot be read is left out and named among the problems.
 *
 * @param items in the kernel's own order
 * @param problems one sentence each: what is missing, at which address, and why; empty if whole
 * @param whole whether all objects are among the items, though problems may have cost parts of them
 */
public record Listing<T>(List<T> items, List<String> problems, boolean whole) {
  public Listing {
    items = List.copyOf(items);
    problems = List.copyOf(problems);
  }

  /** Any problem may have cost items. */
  public Listing(List<T> items, List<String> problems) {
    this(items, problems, problems.isEmpty());
  }

  /** The same, with what each problem may come from at its end. */
  public Listing<T> because(String cause) {
    return problems.isEmpty()
        ? this
        : new Listing<>(
            items, problems.stream().map(problem -> problem + "; " + cause).toList(), whole);
  }

  /** Whether nothing is known to be missing. */
  public boolean isComplete() {
    return problems.isEmpty();
  }
}
