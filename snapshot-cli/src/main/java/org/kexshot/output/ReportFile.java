package org.kexshot.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.kexshot.io.PendingFile;

/** A file for other programs, which appears when it is whole, for its owner only. */
public record ReportFile(Path path) {
  /** Writes what is in the file. */
  @FunctionalInterface
  public interface Contents {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Finds out whether it could be written, before the work that it is to report.
   *
   * @throws IOException if it could not
   */
  public void check() throws IOException {
    Path directory = path.toAbsolutePath().getParent();
    if (directory == null || Files.exists(path) && !Files.isRegularFile(path)) {
      throw new IOException(path + ": not a regular file; name one, or one that is to be made");
    }
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString());
    }
    if (!Files.isWritable(directory)) {
      throw new AccessDeniedException(directory.toString());
    }
  }

  /**
   * Writes it in place of what may be there.
   *
   * @param told is told what remains of others were removed
   */
  public void write(Contents contents, Consumer<String> told) throws IOException {
    check();
    try (PendingFile file = PendingFile.beside(path, told);
        OutputStream out = Channels.newOutputStream(file.channel())) {
      contents.write(out);
      file.commit(path);
    }
  }
}
