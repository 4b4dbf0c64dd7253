package org.kexshot.cli.argument;

import java.io.IOException;
import java.util.function.Consumer;
import org.kexshot.operation.Image;

/** Gives commands the images that they ask for: those that it keeps open, or others. */
public interface ImageSource {
  /**
   * An image, to be closed by the command, as if it had been opened for that.
   *
   * @param repository opens the repository, if it is needed
   * @param opened is given the image if it was opened for this command
   */
  Image open(ImageRequest request, Image.RepositoryOpener repository, Consumer<Image> opened)
      throws IOException;
}
