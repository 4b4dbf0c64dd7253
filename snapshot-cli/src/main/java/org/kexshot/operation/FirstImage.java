package org.kexshot.operation;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.kexshot.diff.ImageRelation;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * The earliest image of the boot that an image is of: the one that a user named, or else the oldest
 * such snapshot of the repository that holds the image. There need be none.
 */
public record FirstImage(Optional<Image> image, Optional<KernelImage> kernel) implements Closeable {

  /** Looks for the oldest snapshot of the same boot; none for an image that is a file. */
  public static FirstImage before(Image later) throws IOException {
    if (later.repository().isEmpty()) {
      return new FirstImage(Optional.empty(), Optional.empty());
    }
    Repository repository = later.repository().get();
    Snapshot own = later.snapshot().orElseThrow();
    for (Snapshot candidate : repository.snapshots()) {
      boolean earlier = candidate.manifest().sequence() < own.manifest().sequence();
      if (earlier && candidate.manifest().vmcoreinfo().equals(own.manifest().vmcoreinfo())) {
        Optional<Image> opened = opened(candidate, repository);
        if (opened.isPresent()) {
          FirstImage found = ofSameBoot(opened.get(), later);
          if (found.image().isPresent()) {
            return found;
          }
        }
      }
    }
    return new FirstImage(Optional.empty(), Optional.empty());
  }

  /** Empty if it is damaged: another one may serve as well. */
  private static Optional<Image> opened(Snapshot candidate, Repository repository)
      throws IOException {
    try {
      return Optional.of(Image.of(candidate, repository));
    } catch (RepositoryException damaged) {
      return Optional.empty();
    }
  }

  /** The image if it is of the same boot; else it is closed and there is none. */
  public static FirstImage ofSameBoot(Image candidate, Image later) throws IOException {
    try {
      KernelImage first = candidate.kernel();
      KernelImage second = later.kernel();
      ImageRelation relation =
          ImageRelation.of(
              first.vmcoreinfo(),
              second.vmcoreinfo(),
              KernelLog.read(first).items(),
              KernelLog.read(second).items());
      if (relation == ImageRelation.SAME_BOOT) {
        return new FirstImage(Optional.of(candidate), Optional.of(first));
      }
    } catch (IOException failure) {
      candidate.close();
      throw failure;
    }
    candidate.close();
    return new FirstImage(Optional.empty(), Optional.empty());
  }

  @Override
  public void close() throws IOException {
    if (image.isPresent()) {
      image.get().close();
    }
  }
}
