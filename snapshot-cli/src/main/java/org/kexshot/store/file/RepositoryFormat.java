package org.kexshot.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;

/**
 * What the file {@code format} says, which is never encrypted. Programs that know no encryption
 * refuse the words by which it says that the rest is.
 *
 * @param version in which is written
 */
public record RepositoryFormat(FormatVersion version, boolean isEncrypted) {
  /** As the file has it. */
  byte[] text() {
    return isEncrypted
        ? ("kexshot encrypted repository " + version.number() + "\n")
            .getBytes(StandardCharsets.US_ASCII)
        : version.text();
  }

  /**
   * Reads it.
   *
   * @param files that are not encrypted
   * @throws RepositoryException with {@link RepositoryException.Reason#NOT_A_REPOSITORY} if there
   *     is no repository, one of another version, or one of which the file was altered
   */
  public static RepositoryFormat read(RepositoryFiles files) throws IOException {
    RepositoryLayout layout = files.layout();
    byte[] text;
    try {
      text = files.read(layout.format());
    } catch (NoSuchFileException none) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: no snapshot repository; `kexshot import` and `kexshot snap` make one"
              .formatted(layout.root()));
    }
    RepositoryFormat format = said(layout, text);
    if (!format.isEncrypted && files.exists(layout.keys())) {
      throw new RepositoryException(
          RepositoryException.Reason.NOT_A_REPOSITORY,
          "%s: says that the repository is not encrypted, but it has keys: the file was altered"
              .formatted(layout.format()));
    }
    return format;
  }

  private static RepositoryFormat said(RepositoryLayout layout, byte[] text)
      throws RepositoryException {
    for (FormatVersion version : FormatVersion.values()) {
      for (boolean isEncrypted : new boolean[] {false, true}) {
        RepositoryFormat format = new RepositoryFormat(version, isEncrypted);
        if (Arrays.equals(format.text(), text)) {
          return format;
        }
      }
    }
    throw new RepositoryException(
        RepositoryException.Reason.NOT_A_REPOSITORY,
        "%s: says \"%s\", expected \"%s\" or less"
            .formatted(
                layout.format(),
                new String(text, StandardCharsets.ISO_8859_1).strip(),
                new String(FormatVersion.newest().text(), StandardCharsets.US_ASCII).strip()));
  }

  /** Writes it, in place of what it was. */
  public void write(RepositoryFiles files) throws IOException {
    try (NewFile file = files.create("format")) {
      file.write(ByteBuffer.wrap(text()));
      file.commit(files.layout().format());
    }
  }
}
