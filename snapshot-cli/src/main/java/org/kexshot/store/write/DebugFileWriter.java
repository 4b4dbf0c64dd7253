package org.kexshot.store.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.kexshot.io.PendingFile;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.DebugFileHashes;

/** Keeps what a user gave about a kernel, once for all snapshots of it. */
final class DebugFileWriter {
  private final RepositoryLayout layout;
  private final AdditionFiles additions;

  DebugFileWriter(RepositoryLayout layout, AdditionFiles additions) {
    this.layout = layout;
    this.additions = additions;
  }

  /** Writes what is not there yet. */
  DebugFileHashes keep(DebugFiles files) throws IOException {
    return new DebugFileHashes(
        keep(files.types(), layout::btf), keep(files.symbols(), layout::systemMap));
  }

  private Optional<String> keep(Optional<byte[]> content, Function<String, Path> name)
      throws IOException {
    if (content.isEmpty()) {
      return Optional.empty();
    }
    String sha256 = HexFormat.of().formatHex(Sha256.digest().digest(content.get()));
    Path file = name.apply(sha256);
    if (!Files.exists(file)) {
      Files.createDirectories(
          layout.debugFiles(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try (PendingFile written = new PendingFile(layout.temporary(), "debug")) {
        written.write(ByteBuffer.wrap(content.get()));
        written.commit(additions.named(file));
      }
    }
    return Optional.of(sha256);
  }
}
