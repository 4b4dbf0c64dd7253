package org.kexshot.store.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.store.file.NewFile;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;

/** What was said of a repository's snapshots after they were added. */
public final class Annotations {
  private final RepositoryFiles files;

  public Annotations(RepositoryFiles files) {
    this.files = files;
  }

  /**
   * A snapshot with what is said of it now. If that cannot be read, it is as its manifest has it.
   *
   * @param problems is told if that cannot be read
   */
  Snapshot said(Snapshot snapshot, Consumer<String> problems) throws IOException {
    Path file = files.layout().note(snapshot.manifest().sequence(), snapshot.id());
    if (!files.exists(file)) {
      return snapshot;
    }
    try {
      Annotation said = read(file);
      Manifest manifest = snapshot.manifest();
      SnapshotDescription description =
          manifest.description().withNote(said.note()).withTags(said.tags());
      return new Snapshot(snapshot.id(), manifest.describedAs(description));
    } catch (NoSuchFileException gone) {
      return snapshot;
    } catch (RepositoryException damaged) {
      problems.accept(damaged.getMessage());
      return snapshot;
    }
  }

  /**
   * The same of an outline.
   *
   * @param notes files that are there
   */
  Outline said(Outline outline, Set<Path> notes, Consumer<String> problems) throws IOException {
    Path file = files.layout().note(outline.name().sequence(), outline.name().id());
    if (!notes.contains(file)) {
      return outline;
    }
    try {
      return outline.taggedAs(read(file).tags());
    } catch (NoSuchFileException gone) {
      return outline;
    } catch (RepositoryException damaged) {
      problems.accept(damaged.getMessage());
      return outline;
    }
  }

  /** Whether something was said of a snapshot, and cannot be read. */
  public boolean isDamaged(SnapshotName name) throws IOException {
    try {
      read(files.layout().note(name.sequence(), name.id()));
      return false;
    } catch (NoSuchFileException none) {
      return false;
    } catch (RepositoryException damaged) {
      return true;
    }
  }

  private Annotation read(Path file) throws IOException {
    byte[] bytes = files.read(file);
    try {
      return Annotation.read(bytes);
    } catch (IOException wrong) {
      throw new RepositoryException(
          RepositoryException.Reason.CORRUPT,
          "%s: %s; the snapshot's tags and note are those that it was added with: say them again, or"
                  .formatted(file, wrong.getMessage())
              + " restore this file from a copy");
    }
  }

  /** Says something else of a snapshot, in one step. The holder of the lock alone may do this. */
  public void write(SnapshotName name, Annotation said) throws IOException {
    files.makeDirectory(files.layout().notes());
    try (NewFile file = files.create("note")) {
      file.write(ByteBuffer.wrap(said.bytes()));
      file.commit(files.layout().note(name.sequence(), name.id()));
    }
  }
}
