package org.kexshot.store.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.kernel.DebugFileContents;
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
        found(hashes.systemMap(), hashes.systemMap().map(files.layout()::systemMap)),
        Optional.empty(),
        new Contents(files));
  }

  /** As they were kept: types as BTF and nothing else. */
  private record Contents(RepositoryFiles files) implements DebugFileContents {
    @Override
    public byte[] types(Path file) throws IOException {
      return files.read(file);
    }

    @Override
    public InputStream open(Path file) throws IOException {
      return new ByteArrayInputStream(files.read(file));
    }
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
