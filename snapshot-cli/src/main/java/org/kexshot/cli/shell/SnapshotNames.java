package org.kexshot.cli.shell;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Outline;

/** Names of the repository's snapshots, by how they begin: the newest, ids and labels. */
final class SnapshotNames {
  private static final String NEWEST = "@last";

  private final Supplier<Optional<Repository>> repository;

  /**
   * @param repository gives it, if it can be opened without asking anybody
   */
  SnapshotNames(Supplier<Optional<Repository>> repository) {
    this.repository = repository;
  }

  List<Completion> of(String start) {
    List<Completion> names = new ArrayList<>();
    List<Outline> outlines = outlines();
    for (int i = outlines.size() - 1; i >= 0; i--) {
      Outline outline = outlines.get(i);
      names.add(Completion.of(outline.label(), outline.name().shortId()));
      names.add(Completion.of(outline.name().shortId(), outline.label()));
    }
    if (!outlines.isEmpty()) {
      names.add(Completion.of(NEWEST, outlines.get(outlines.size() - 1).label()));
    }
    names.removeIf(name -> !name.value().startsWith(start));
    return names;
  }

  private List<Outline> outlines() {
    Optional<Repository> opened = repository.get();
    try {
      return opened.isPresent() ? opened.get().outlines().outlines() : List.of();
    } catch (IOException unreadable) {
      return List.of();
    }
  }
}
