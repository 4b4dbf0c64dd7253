package org.kexshot.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;
import org.kexshot.address.Page;
import org.kexshot.format.Dump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLock;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.page.BlockCodec;
import org.kexshot.store.write.SnapshotWriter;

/**
 * The right to add snapshots to a repository, taken before there is anything to add: what stops a
 * machine to get an image is to know beforehand that the image can be stored.
 */
public final class Addition implements Closeable {
  /** Of a page in the hundred, how much of it a first snapshot takes on the disk, */
  private static final int FIRST_PER_CENT = 40;

  /** and a later one at the least, which shares most pages with those before. */
  private static final int LATER_PER_CENT = 2;

  private final RepositoryFiles files;
  private final SnapshotList catalogue;
  private final RepositoryLock lock;
  private final SnapshotWriter writer;

  private Addition(
      RepositoryFiles files, FormatVersion version, SnapshotList catalogue, RepositoryLock lock) {
    this.files = files;
    this.catalogue = catalogue;
    this.lock = lock;
    this.writer =
        new SnapshotWriter(
            lock, files, version, catalogue, BlockCodec.ofNewBlocks(), Clock.systemUTC());
  }

  /**
   * Takes the lock, clears away what a killed writer left, and prepares for adding.
   *
   * @param told is told what a killed writer left, and what became of it
   * @throws RepositoryException with {@link RepositoryException.Reason#LOCKED} if another process
   *     writes still when {@code patience} has ended
   */
  static Addition begin(
      RepositoryFiles files,
      FormatVersion version,
      SnapshotList catalogue,
      Duration patience,
      Consumer<String> told)
      throws IOException {
    RepositoryLock lock = files.lock(patience);
    try {
      Addition addition = new Addition(files, version, catalogue, lock);
      addition.writer.clearRemains(told);
      addition.writer.prepare();
      return addition;
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /**
   * Makes sure that there is room, as far as that can be told before.
   *
   * @param pages that the snapshot is going to hold, by an estimate
   * @throws RepositoryException with {@link RepositoryException.Reason#NO_ROOM} if there is less
   *     than what so many pages commonly take
   */
  public void requireRoom(long pages) throws IOException {
    int perCent = catalogue.latest().isPresent() ? LATER_PER_CENT : FIRST_PER_CENT;
    long needed = pages * Page.SIZE / 100 * perCent;
    long available = files.usableSpace();
    if (available < needed) {
      throw new RepositoryException(
          RepositoryException.Reason.NO_ROOM,
          ("%s: %d MiB are available, about %d are needed for a snapshot of some %d pages: make"
                  + " room, or name another repository")
              .formatted(files.layout().root(), available >> 20, (needed >> 20) + 1, pages));
    }
  }

  /**
   * Receives a dump that comes as a stream, in the repository's directory for temporary files.
   *
   * @param name of the stream, for errors
   */
  public ReceivedFile receive(InputStream stream, String name) throws IOException {
    return ReceivedFile.receive(stream, name, files);
  }

  /** Adds an image; {@link Repository#add} says how. */
  public Snapshot add(
      Dump dump, DebugFiles debug, SnapshotDescription description, PageProgress progress)
      throws IOException {
    return add(dump, debug, () -> description, progress);
  }

  /**
   * Adds an image of which not all is known before its pages were read.
   *
   * @param description is asked once all of them were, before they are on the disk
   */
  public Snapshot add(
      Dump dump, DebugFiles debug, SnapshotDescription.WhenRead description, PageProgress progress)
      throws IOException {
    return writer.add(dump, debug, description, progress);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
