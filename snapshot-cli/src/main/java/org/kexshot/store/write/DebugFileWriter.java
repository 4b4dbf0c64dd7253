package org.kexshot.store.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.DebugFileHashes;

/** Keeps what a user gave about a kernel, once for all snapshots of it. */
final class DebugFileWriter {
  private final RepositoryFiles files;
  private final AdditionFiles additions;

  DebugFileWriter(RepositoryFiles files, AdditionFiles additions) {
    this.files = files;
    this.additions = additions;
  }

  /** Writes what is not there yet. */
  DebugFileHashes keep(DebugFiles given) throws IOException {
    return new DebugFileHashes(
        keep(given.types(), files.layout()::btf), keep(given.symbols(), files.layout()::systemMap));
  }

  private Optional<String> keep(Optional<byte[]> content, Function<String, Path> name)
      throws IOException {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String sha256 = HexFormat.of().formatHex(Sha256.digest().digest(content.get()));
    Path file = name.apply(sha256);
    if (!files.exists(file)) {
      files.makeDirectory(files.layout().debugFiles());
      try (NewFile written = files.create("debug")) {
        written.write(ByteBuffer.wrap(content.get()));
        written.commit(additions.named(file));
      }
    }
    return Optional.of(sha256);
  }
}
