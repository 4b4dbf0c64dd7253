package org.kexshot.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.kexshot.io.PendingFile;

/**
 * A file of text that a user named and that does not exist yet. It appears under its name when it
 * is whole, readable by its owner only.
 */
public record TextFile(Path path) {
  /**
   * Makes sure that the file can be begun, which is better known before the work than after it.
   *
   * @throws FileAlreadyExistsException if there is one
   * @throws NoSuchFileException if there is no directory for it
   */
  public void requireNew() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(path.toString());
    }
    Path directory = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(directory)) {
      throw new NoSuchFileException(directory.toString(), null, "no such directory");
    }
  }

  /**
   * Writes it.
   *
   * @param told is told what a killed writer left beside it, which is removed
   * @throws IOException as {@link #requireNew}, or if it cannot be written
   */
  public void write(String text, Consumer<String> told) throws IOException {
    requireNew();
    try (PendingFile pending = PendingFile.beside(path, told)) {
      pending.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
      pending.commit(path);
    }
  }
}
