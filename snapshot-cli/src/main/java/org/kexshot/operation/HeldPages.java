package org.kexshot.operation;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.kexshot.capture.live.PageHolder;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;
import org.kexshot.store.Addition;
import org.kexshot.store.ReceivedFile;

/**
 * Pages in the repository's directory for temporary files: readable by its owner alone, encrypted
 * where it is, and deleted when this is closed.
 *
 * @param plain where they are not encrypted
 */
record HeldPages(ReceivedFile file, Optional<FileRegion> plain) implements PageHolder.Held {
  /** Receives a stream. */
  static HeldPages receive(InputStream pages, String name, Addition addition) throws IOException {
    ReceivedFile file = addition.receive(pages, name);
    try {
      return new HeldPages(
          file,
          file.region().isPresent()
              ? Optional.empty()
              : Optional.of(FileRegion.open(file.file(), file.name())));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public ByteRegion bytes() {
    return file.region().orElseGet(plain::get);
  }

  @Override
  public void close() throws IOException {
    try {
      if (plain.isPresent()) {
        plain.get().close();
      }
    } finally {
      file.close();
    }
  }
}
