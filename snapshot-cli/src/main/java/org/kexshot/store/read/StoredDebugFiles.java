package org.kexshot.store.read;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.manifest.DebugFileHashes;

/** The files about kernels that are kept beside their snapshots. */
public final class StoredDebugFiles {
  private final RepositoryFiles files;

  public StoredDebugFiles(RepositoryFiles files) {
    this.files = files;
  }

  /**
   * Finds a snapshot's. Cost: hashes them, some ten mebibytes at the most.
   *
   * @throws RepositoryException with {@link RepositoryException.Reason#CORRUPT} if one is missing
   *     or not what its name says
   */
  public DebugFiles find(DebugFileHashes hashes) throws IOException {
    return new DebugFiles(
        found(hashes.btf(), hashes.btf().map(files.layout()::btf)),
        found(hashes.systemMap(), hashes.systemMap().map(files.layout()::systemMap)));
  }

  private Optional<Path> found(Optional<String> sha256, Optional<Path> file) throws IOException {
    if (file.isPresent()) {
      String hash;
      try {
        hash = files.sha256(file.get());
      } catch (NoSuchFileException missing) {
        throw RepositoryException.corrupt(file.get(), "it is missing");
      }
      if (!hash.equals(sha256.orElseThrow())) {
        throw RepositoryException.corrupt(file.get(), "its SHA-256 is " + hash);
      }
    }
    return file;
  }
}
