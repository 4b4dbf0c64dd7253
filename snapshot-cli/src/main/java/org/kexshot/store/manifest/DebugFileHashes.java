package org.kexshot.store.manifest;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.kexshot.store.file.RepositoryLayout;

/**
 * The files about a snapshot's kernel that are kept with it, by their SHA-256 in lower-case
 * hexadecimal. Snapshots of one kernel share them.
 *
 * @param btf its types
 * @param systemMap its {@code System.map}
 */
public record DebugFileHashes(Optional<String> btf, Optional<String> systemMap) {
  /** None: the image tells all of its kernel. */
  public static final DebugFileHashes NONE =
      new DebugFileHashes(Optional.empty(), Optional.empty());

  /** Where they lie. */
  public Set<Path> files(RepositoryLayout layout) {
    Set<Path> files = new HashSet<>();
    btf.map(layout::btf).ifPresent(files::add);
    systemMap.map(layout::systemMap).ifPresent(files::add);
    return files;
  }

  /** Whether none is kept. */
  public boolean isEmpty() {
    return btf.isEmpty() && systemMap.isEmpty();
  }
}
