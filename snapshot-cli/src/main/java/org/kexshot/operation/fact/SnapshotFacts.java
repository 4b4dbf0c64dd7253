package org.kexshot.operation.fact;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.series.image.KeptImage;
import org.kexshot.objects.KindConstants;
import org.kexshot.record.RecordException;
import org.kexshot.record.RecordReader;
import org.kexshot.record.RecordWriter;
import org.kexshot.store.Repository;
import org.kexshot.store.fact.FactFiles;
import org.kexshot.store.fact.Program;
import org.kexshot.store.manifest.Snapshot;

/**
 * What was derived from a stored snapshot as it is, and is kept in its repository. What is read of
 * it is equal to what would be derived; whatever is wrong with it, it is as if nothing was kept.
 */
public final class SnapshotFacts {
  /** This program; only those that lie in jars keep facts. */
  private static final class ThisBuild {
    static final Optional<Program> PROGRAM = Program.of(ImageDifference.class, SnapshotFacts.class);
  }

  private final Repository repository;
  private final Snapshot snapshot;
  private final Optional<Program> program;

  /** Facts of a snapshot of which nothing else is said than what is stored with it. */
  public static SnapshotFacts of(Repository repository, Snapshot snapshot) {
    return new SnapshotFacts(repository, snapshot, ThisBuild.PROGRAM);
  }

  /**
   * @param program which derives them; empty for one that keeps nothing
   */
  SnapshotFacts(Repository repository, Snapshot snapshot, Optional<Program> program) {
    this.repository = repository;
    this.snapshot = snapshot;
    this.program = program;
  }

  /** Two snapshots of which it is kept how the later one differs from the other. */
  public record Compared(SnapshotFacts before, SnapshotFacts after) {
    /** How they differ; empty if what is kept cannot be relied on. */
    public Optional<ImageDifference> difference() {
      return before.differenceTo(after);
    }
  }

  /**
   * The snapshots of a repository of which it is kept how they differ, each pair once. Cost: reads
   * names of files, and the beginning of each that is of a wanted pair.
   *
   * @param snapshots of the repository
   * @param wanted whether a pair of ids is looked at
   * @throws IOException if it cannot be told what is kept
   */
  public static List<Compared> compared(
      Repository repository, List<Snapshot> snapshots, BiPredicate<String, String> wanted)
      throws IOException {
    return compared(repository, snapshots, wanted, () -> ThisBuild.PROGRAM);
  }

  /** The same, kept by a program, which is asked for only if there is a wanted pair. */
  static List<Compared> compared(
      Repository repository,
      List<Snapshot> snapshots,
      BiPredicate<String, String> wanted,
      Supplier<Optional<Program>> program)
      throws IOException {
    Map<String, Snapshot> byId = new HashMap<>();
    snapshots.forEach(snapshot -> byId.put(snapshot.id(), snapshot));
    List<List<String>> pairs =
        repository.pairsWithFacts().stream()
            .filter(ids -> byId.keySet().containsAll(ids))
            .filter(ids -> wanted.test(ids.get(0), ids.get(1)))
            .toList();
    if (pairs.isEmpty()) {
      return List.of();
    }
    List<Compared> compared = new ArrayList<>();
    Optional<Program> owner = program.get();
    for (List<String> ids : pairs) {
      SnapshotFacts before = new SnapshotFacts(repository, byId.get(ids.get(0)), owner);
      SnapshotFacts after = new SnapshotFacts(repository, byId.get(ids.get(1)), owner);
      if (before.holdsDifferenceTo(after)) {
        compared.add(new Compared(before, after));
      }
    }
    return List.copyOf(compared);
  }

  private boolean holdsDifferenceTo(SnapshotFacts later) {
    return program
        .map(this::files)
        .filter(files -> files.holds(snapshot.id(), later.snapshot.id()))
        .isPresent();
  }

  /** The snapshot that this is of. */
  public Snapshot snapshot() {
    return snapshot;
  }

  private boolean isInRepositoryOf(SnapshotFacts other) {
    return repository.directory().equals(other.repository.directory());
  }

  /** How a later snapshot differs from this one, if that was kept. */
  public Optional<ImageDifference> differenceTo(SnapshotFacts later) {
    return isInRepositoryOf(later)
        ? find(ImageDifference.class, snapshot.id(), later.snapshot.id())
        : Optional.empty();
  }

  /**
   * Keeps how a later snapshot differs from this one, unless something stored could not be read
   * meanwhile.
   */
  public void keepDifference(SnapshotFacts later, ImageDifference difference) {
    if (isInRepositoryOf(later) && !later.failedToRead()) {
      keep(difference, snapshot.id(), later.snapshot.id());
    }
  }

  /** What a series takes of the snapshot, if that was kept. */
  public Optional<KeptImage> image() {
    return find(KeptImage.class, snapshot.id());
  }

  /** Keeps that, unless something stored could not be read meanwhile. */
  public void keepImage(KeptImage image) {
    keep(image, snapshot.id());
  }

  private <T> Optional<T> find(Class<T> type, String... ids) {
    return program
        .map(this::files)
        .flatMap(files -> files.find(ids))
        .flatMap(kept -> read(kept, type));
  }

  private void keep(Object facts, String... ids) {
    if (program.isEmpty() || failedToRead()) {
      return;
    }
    try {
      RecordWriter writer = new RecordWriter(KindConstants.all());
      writer.write(facts);
      files(program.get()).keep(writer.bytes(), ids);
    } catch (RecordException noPlainData) {
      return;
    }
  }

  private boolean failedToRead() {
    return repository.hasFailedToRead();
  }

  private FactFiles files(Program owner) {
    return repository.facts(owner);
  }

  private static <T> Optional<T> read(byte[] kept, Class<T> type) {
    try {
      RecordReader reader = new RecordReader(kept, KindConstants.all());
      T value = reader.read(type);
      return reader.isAtEnd() ? Optional.of(value) : Optional.empty();
    } catch (RecordException useless) {
      return Optional.empty();
    }
  }
}
