package org.kexshot.cli.argument;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.operation.Image;

/**
 * Which image a user asks for; two that are equal ask for the same.
 *
 * @param reference a snapshot's id or label, or a file's name
 * @param map of a raw image
 * @param files about its kernel
 * @param repository in which snapshots are looked for, if not in the usual one
 */
public record ImageRequest(
    String reference, Optional<Path> map, DebugFiles files, Optional<Path> repository) {
  /**
   * Opens it.
   *
   * @param opener opens the repository, if it is needed
   */
  public Image open(Image.RepositoryOpener opener) throws IOException {
    return map.isPresent()
        ? Image.ofRaw(Path.of(reference), map.get(), files)
        : Image.open(reference, opener, files);
  }

  /** The same of another name. */
  public ImageRequest withReference(String other) {
    return new ImageRequest(other, map, files, repository);
  }
}
