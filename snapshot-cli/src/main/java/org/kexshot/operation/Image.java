package org.kexshot.operation;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.ImageComparison;
import org.kexshot.diff.ImageSummary;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFiles;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.store.Repository;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.manifest.Snapshot;

/**
 * A memory image that a user named: a snapshot or a file.
 *
 * @param name as a short text for the user
 * @param dump the open image
 * @param repository that holds it, if it is a snapshot
 * @param snapshot it, if it is one
 * @param files what the user gave where the image does not tell all of its kernel
 */
public record Image(
    String name,
    Dump dump,
    Optional<Repository> repository,
    Optional<Snapshot> snapshot,
    DebugFiles files)
    implements Closeable {

  /** Stands between the files of a split set. */
  private static final String SEPARATOR = ",";

  /**
   * Opens what the argument means: a snapshot's id, label or {@code latest~N} if the repository has
   * it, or else a file. With a slash in it, it is always a file. Commas part the files of a split
   * set, unless there is a file of that very name.
   */
  public static Image open(String argument, RepositoryOption option) throws IOException {
    Path file = Path.of(argument);
    boolean fileExists = Files.exists(file);
    List<Path> files = files(argument);
    if (files.size() > 1 && files.stream().anyMatch(Files::exists)) {
      return ofDump(argument, DumpFiles.open(files));
    }
    if (argument.contains("/")) {
      return ofFile(file);
    }
    try {
      Repository repository = option.open();
      return of(repository.find(argument), repository);
    } catch (RepositoryException failure) {
      boolean notThere =
          failure.reason() == RepositoryException.Reason.NO_SUCH_SNAPSHOT
              || failure.reason() == RepositoryException.Reason.NOT_A_REPOSITORY;
      if (notThere && fileExists) {
        return ofFile(file);
      }
      throw failure;
    }
  }

  /** The files that an argument names: one, or with commas between them those of a split set. */
  public static List<Path> files(String argument) {
    Path file = Path.of(argument);
    return Files.exists(file)
        ? List.of(file)
        : Arrays.stream(argument.split(SEPARATOR)).map(Path::of).toList();
  }

  public static Image of(Snapshot snapshot, Repository repository) throws IOException {
    String name = snapshot.shortId() + " " + snapshot.manifest().label();
    return new Image(
        name,
        repository.openDump(snapshot),
        Optional.of(repository),
        Optional.of(snapshot),
        DebugFiles.NONE);
  }

  private static Image ofFile(Path file) throws IOException {
    return ofDump(file.toString(), DumpFiles.open(file));
  }

  /** A file that holds memory and nothing else. */
  public static Image ofRaw(Path file, Path map) throws IOException {
    return ofDump(file.toString(), DumpFiles.open(file, MemoryMap.read(map)));
  }

  private static Image ofDump(String name, Dump dump) {
    return new Image(name, dump, Optional.empty(), Optional.empty(), DebugFiles.NONE);
  }

  /** The same image with files about its kernel. */
  public Image with(DebugFiles given) {
    return new Image(name, dump, repository, snapshot, given);
  }

  /** Tells the user what the file lacks, and returns this. */
  public Image warning(PrintWriter err) {
    warn(dump, err);
    return this;
  }

  /** Tells the user what a dump is known to lack. */
  public static void warn(Dump dump, PrintWriter err) {
    for (String problem : dump.problems()) {
      err.println("kexshot: warning: " + Text.printable(problem));
    }
    err.flush();
  }

  /**
   * The image understood as a Linux kernel; its symbols and types are read when they are needed.
   */
  public KernelImage kernel() throws IOException {
    return KernelImage.open(dump, files);
  }

  /** The image at a glance. */
  public ImageSummary summary() throws IOException {
    return ImageSummary.of(dump, files);
  }

  /** How to compare this image with a later one; by page maps where both are in one repository. */
  public ImageComparison comparedTo(Image later) {
    if (repository.isPresent()
        && later.repository.isPresent()
        && repository.get().directory().equals(later.repository.get().directory())) {
      return new ImageComparison(
          dump,
          later.dump,
          repository.get().compare(snapshot.orElseThrow(), later.snapshot.orElseThrow()));
    }
    return ImageComparison.ofMemory(dump, later.dump);
  }

  @Override
  public void close() throws IOException {
    dump.close();
  }
}
