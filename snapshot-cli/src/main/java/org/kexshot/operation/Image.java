package org.kexshot.operation;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.diff.ImageComparison;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.object.Identities;
import org.kexshot.export.LevelEstimate;
import org.kexshot.format.Dump;
import org.kexshot.inspect.ImageSummary;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.operation.fact.SnapshotFacts;
import org.kexshot.paging.Translation;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * A memory image that a user named: a snapshot or a file.
 *
 * @param name as a short text for the user
 * @param memory the open image
 * @param repository that holds it, if it is a snapshot
 * @param snapshot it, if it is one
 * @param facts what is kept of it, if it is a snapshot as it is stored: what a user says of its
 *     kernel may make others
 * @param held what is closed with it
 */
public record Image(
    String name,
    MemoryImage memory,
    Optional<Repository> repository,
    Optional<Snapshot> snapshot,
    Optional<SnapshotFacts> facts,
    Closeable held)
    implements Closeable {
  /** An image that is closed by whoever opened it. */
  public Image(
      String name,
      MemoryImage memory,
      Optional<Repository> repository,
      Optional<Snapshot> snapshot,
      Optional<SnapshotFacts> facts) {
    this(name, memory, repository, snapshot, facts, memory);
  }

  /** Opens an image when its turn has come; it may be asked more than once. */
  @FunctionalInterface
  public interface Opener {
    Image open() throws IOException;
  }

  /** Opens the repository that the user means, when it is needed. */
  @FunctionalInterface
  public interface RepositoryOpener {
    Repository open() throws IOException;
  }

  /** Stands between the files of a split set. */
  private static final String SEPARATOR = ",";

  /**
   * Opens what the argument means: a snapshot's id, label or {@code @last-N} if the repository has
   * it, or else a file. With a slash in it, it is always a file. Commas part the files of a split
   * set, unless there is a file of that very name.
   *
   * @param debugFiles about its kernel
   */
  public static Image open(String argument, RepositoryOpener opener, DebugFiles debugFiles)
      throws IOException {
    Path file = Path.of(argument);
    boolean fileExists = Files.exists(file);
    List<Path> files = files(argument);
    if (files.size() > 1 && files.stream().anyMatch(Files::exists)) {
      return ofDump(argument, DumpOpener.open(files), debugFiles);
    }
    if (argument.contains("/")) {
      return ofFile(file, debugFiles);
    }
    try {
      Repository repository = opener.open();
      return of(repository.find(argument), repository, debugFiles);
    } catch (RepositoryException failure) {
      boolean notThere =
          failure.reason() == RepositoryException.Reason.NO_SUCH_SNAPSHOT
              || failure.reason() == RepositoryException.Reason.NOT_A_REPOSITORY
              || failure.reason() == RepositoryException.Reason.KEY;
      if (notThere && fileExists) {
        return ofFile(file, debugFiles);
      }
      if (failure.reason() == RepositoryException.Reason.NOT_A_REPOSITORY) {
        throw new RepositoryException(
            RepositoryException.Reason.NO_SUCH_SNAPSHOT,
            "%s: no such file; and no snapshot: %s".formatted(argument, failure.getMessage()),
            failure);
      }
      throw failure;
    } catch (AccessDeniedException closed) {
      if (fileExists) {
        return ofFile(file, debugFiles);
      }
      throw closed;
    }
  }

  /** The files that an argument names: one, or with commas between them those of a split set. */
  public static List<Path> files(String argument) {
    Path file = Path.of(argument);
    List<Path> parts =
        Arrays.stream(argument.split(SEPARATOR))
            .filter(part -> !part.isEmpty())
            .map(Path::of)
            .toList();
    return parts.isEmpty() || Files.exists(file) ? List.of(file) : parts;
  }

  /** A stored snapshot. */
  public static Image of(Snapshot snapshot, Repository repository) throws IOException {
    return of(snapshot, repository, DebugFiles.NONE);
  }

  private static Image of(Snapshot snapshot, Repository repository, DebugFiles debugFiles)
      throws IOException {
    return new Image(
        snapshot.shortId() + " " + snapshot.manifest().label(),
        repository.openImage(snapshot, debugFiles),
        Optional.of(repository),
        Optional.of(snapshot),
        debugFiles.isEmpty()
            ? Optional.of(SnapshotFacts.of(repository, snapshot))
            : Optional.empty());
  }

  private static Image ofFile(Path file, DebugFiles debugFiles) throws IOException {
    return ofDump(file.toString(), DumpOpener.open(List.of(file)), debugFiles);
  }

  /** A file that holds memory and nothing else. */
  public static Image ofRaw(Path file, Path map, DebugFiles debugFiles) throws IOException {
    return ofDump(file.toString(), DumpOpener.openRaw(file, map), debugFiles);
  }

  private static Image ofDump(String name, Dump dump, DebugFiles debugFiles) throws IOException {
    return new Image(
        name,
        MemoryImage.of(dump, debugFiles),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same image for one who borrows it: closing it closes nothing. */
  public Image lent() {
    return new Image(name, memory, repository, snapshot, facts, () -> {});
  }

  public Dump dump() {
    return memory.dump();
  }

  /**
   * The image understood as a Linux kernel; its symbols and types are read when they are needed.
   */
  public KernelImage kernel() throws IOException {
    return memory.kernel();
  }

  /** The image at a glance. */
  public ImageSummary summary() throws IOException {
    return ImageSummary.of(memory);
  }

  /** What each dump level would keep of the image. */
  public LevelEstimate estimate() throws IOException {
    return LevelEstimate.of(memory);
  }

  /** Physical memory as the machine saw it. */
  public PhysicalMemory physical() {
    return dump().memory();
  }

  /** Bytes of a pointer of the machine. */
  public int pointerSize() {
    return dump().architecture().pointerSize();
  }

  /**
   * How a later image differs from this one. What is kept of two snapshots is not derived again.
   */
  public ImageDifference differenceTo(Image later) throws IOException {
    return differenceTo(later, Identities.DECLARED);
  }

  /**
   * The same with objects matched by attributes that the user may have named; none is kept then.
   */
  public ImageDifference differenceTo(Image later, Identities identities) throws IOException {
    if (facts.isEmpty() || later.facts.isEmpty() || !identities.equals(Identities.DECLARED)) {
      return comparedTo(later).matchedBy(identities).difference();
    }
    Optional<ImageDifference> kept = facts.get().differenceTo(later.facts.get());
    if (kept.isPresent()) {
      return kept.get();
    }
    ImageDifference difference = comparedTo(later).difference();
    if (isUnremarkable() && later.isUnremarkable()) {
      facts.get().keepDifference(later.facts.get(), difference);
    }
    return difference;
  }

  /** Whether its kernel was found as it should be: else the user is told, each time. */
  public boolean isUnremarkable() {
    try {
      return kernel().remark().isEmpty();
    } catch (IOException notFound) {
      return false;
    }
  }

  /** The same of kernel objects and symbols, without pages. */
  public ImageDifference objectDifferenceTo(Image later) throws IOException {
    return ImageComparison.ofObjects(memory, later.memory).difference();
  }

  /** The same with a map of all page frames, which takes longer. */
  public ImageDifference mappedDifferenceTo(Image later, Identities identities) throws IOException {
    return comparedTo(later).matchedBy(identities).mappedDifference();
  }

  /**
   * The page frame to which the kernel maps a virtual address; empty if it maps it to none, or if
   * that cannot be told.
   */
  public OptionalLong frame(long virtualAddress) {
    try {
      Translation page = kernel().memory().translate(virtualAddress);
      return page.isMapped()
          ? OptionalLong.of(page.physical(virtualAddress) >>> Page.SHIFT)
          : OptionalLong.empty();
    } catch (IOException untold) {
      return OptionalLong.empty();
    }
  }

  /** Compares by page maps where both are in one repository. */
  private ImageComparison comparedTo(Image later) {
    if (repository.isPresent()
        && later.repository.isPresent()
        && repository.get().directory().equals(later.repository.get().directory())) {
      return new ImageComparison(
          memory,
          later.memory,
          repository.get().compare(snapshot.orElseThrow(), later.snapshot.orElseThrow()));
    }
    return ImageComparison.ofMemory(memory, later.memory);
  }

  @Override
  public void close() throws IOException {
    held.close();
  }
}
