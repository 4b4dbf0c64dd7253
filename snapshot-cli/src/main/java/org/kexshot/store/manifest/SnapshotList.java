package org.kexshot.store.manifest;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.RepositoryLayout;
import org.kexshot.store.file.Sha256;

/**
 * The snapshots of a repository by sequence number, id and label. File names alone order them, so
 * only the manifests that are asked for are read. A forgotten snapshot is in no list; its manifest
 * stays as a tombstone, under another name, for the chain of hashes and the numbers that it used.
 */
public final class SnapshotList {
  private static final Pattern NAME =
      Pattern.compile("([0-9]{8})-([0-9a-f]{64})\\.(?:json|([0-9]{8}T[0-9]{6}Z)\\.forgotten)");
  private static final Pattern LATEST = Pattern.compile("latest(?:~(\\d{1,6}))?");
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,64}");

  /** A manifest's file, which of a forgotten snapshot is a tombstone. */
  private record Entry(SnapshotName name, Path file, Optional<Instant> forgottenAt) {
    boolean isLiving() {
      return forgottenAt.isEmpty();
    }

    int sequence() {
      return name.sequence();
    }

    String id() {
      return name.id();
    }
  }

  private final RepositoryFiles files;
  private final ManifestJson json = new ManifestJson();
  private final Annotations annotations;

  public SnapshotList(RepositoryFiles files) {
    this.files = files;
    this.annotations = new Annotations(files);
  }

  /**
   * Snapshots as far as their manifests could be read.
   *
   * @param snapshots oldest first
   * @param problems a sentence for each manifest that could not be read; it names the file
   * @param damaged their ids, as their files' names tell them
   * @param unreadNotes a sentence for each snapshot whose tags and note of now cannot be read
   */
  public record Reading(
      List<Snapshot> snapshots,
      List<String> problems,
      List<String> damaged,
      List<String> unreadNotes) {
    public Reading {
      unreadNotes = List.copyOf(unreadNotes);
      snapshots = List.copyOf(snapshots);
      problems = List.copyOf(problems);
      damaged = List.copyOf(damaged);
    }

    /** Whether that snapshot's manifest is there, and cannot be read. */
    public boolean isDamaged(String id) {
      return damaged.contains(id);
    }
  }

  /** Reads every manifest; a damaged one keeps no other from being read. */
  public Reading read() throws IOException {
    return read(entries());
  }

  /** The same of the tombstones of forgotten snapshots alone. */
  public Reading readForgotten() throws IOException {
    return read(all().stream().filter(entry -> !entry.isLiving()).toList());
  }

  /** The same of all that ever was: the chain of manifests goes through tombstones, too. */
  public Reading readChain() throws IOException {
    return read(all());
  }

  private Reading read(List<Entry> entries) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    List<String> unreadNotes = new ArrayList<>();
    for (Entry entry : entries) {
      try {
        snapshots.add(read(entry, unreadNotes::add));
      } catch (NoSuchFileException gone) {
        if (!wasForgotten(entry)) {
          throw gone;
        }
      } catch (RepositoryException failure) {
        problems.add(failure.getMessage());
        damaged.add(entry.id());
      }
    }
    return new Reading(snapshots, problems, damaged, unreadNotes);
  }

  /** Whether a snapshot that was in the list has been forgotten since. */
  private boolean wasForgotten(Entry entry) throws IOException {
    return entry.isLiving()
        && all().stream().anyMatch(now -> now.name.equals(entry.name) && !now.isLiving());
  }

  /** The newest snapshot whose manifest can be read. */
  public Optional<Snapshot> latest() throws IOException {
    return newestWith(snapshot -> true);
  }

  /** The newest snapshot that passes the test, of those whose manifests can be read. */
  public Optional<Snapshot> newestWith(Predicate<Snapshot> test) throws IOException {
    return newest(entries(), test, 1).stream().findFirst();
  }

  /** The same among all that ever was, forgotten ones included. */
  public Optional<Snapshot> newestEverWith(Predicate<Snapshot> test) throws IOException {
    return newest(all(), test, 1).stream().findFirst();
  }

  /** The newest snapshots whose manifests can be read, newest first, at most {@code limit}. */
  public List<Snapshot> newest(int limit) throws IOException {
    return newest(entries(), snapshot -> true, limit);
  }

  private List<Snapshot> newest(List<Entry> entries, Predicate<Snapshot> test, int limit)
      throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && snapshots.size() < limit; i--) {
      try {
        Snapshot snapshot = read(entries.get(i));
        if (test.test(snapshot)) {
          snapshots.add(snapshot);
        }
      } catch (NoSuchFileException gone) {
        if (!wasForgotten(entries.get(i))) {
          throw gone;
        }
      } catch (RepositoryException damaged) {
        continue;
      }
    }
    return snapshots;
  }

  /** The highest sequence number that a manifest's name has, or had; 0 if there is none. */
  public int lastSequence() throws IOException {
    List<Entry> entries = all();
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).sequence();
  }

  /**
   * The id of the last manifest, be it readable or not, forgotten or not: a manifest's name tells
   * it.
   */
  public Optional<String> lastId() throws IOException {
    List<Entry> entries = all();
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1).id());
  }

  /**
   * The snapshot meant by {@code latest}, {@code latest~N}, an id's prefix of four digits or more,
   * or a label, whose newest bearer is meant.
   *
   * @throws RepositoryException {@link RepositoryException.Reason#NO_SUCH_SNAPSHOT} if there is
   *     none, if it was forgotten, or if an id and another snapshot's label are both meant
   */
  public Snapshot find(String reference) throws IOException {
    Entry entry = entry(reference);
    Snapshot found;
    try {
      found = read(entry);
    } catch (NoSuchFileException gone) {
      requireNotForgotten(entry.id());
      throw gone;
    }
    if (PREFIX.matcher(reference).matches() && found.id().startsWith(reference)) {
      requireNoOther(found, reference);
    }
    return found;
  }

  /**
   * The same without a look at the manifest itself, which may be damaged, where the reference is no
   * label.
   */
  public SnapshotName name(String reference) throws IOException {
    return entry(reference).name;
  }

  /** The names of all snapshots, oldest first. */
  public List<SnapshotName> names() throws IOException {
    return entries().stream().map(Entry::name).toList();
  }

  private Entry entry(String reference) throws IOException {
    List<Entry> entries = entries();
    Matcher latest = LATEST.matcher(reference);
    if (latest.matches()) {
      int back = latest.group(1) == null ? 0 : Integer.parseInt(latest.group(1));
      if (back >= entries.size()) {
        throw noSuch("%s: there are %d snapshots".formatted(reference, entries.size()));
      }
      return entries.get(entries.size() - 1 - back);
    }
    if (PREFIX.matcher(reference).matches()) {
      List<Entry> matching = entries.stream().filter(e -> e.id().startsWith(reference)).toList();
      if (matching.size() > 1) {
        throw noSuch(
            "%s: %d snapshots have an id that starts so; give more digits"
                .formatted(reference, matching.size()));
      }
      if (!matching.isEmpty()) {
        return matching.get(0);
      }
    }
    Optional<Snapshot> labelled = labelled(reference);
    if (labelled.isPresent()) {
      return entries.stream()
          .filter(entry -> entry.id().equals(labelled.get().id()))
          .findFirst()
          .orElseThrow(() -> noSuch(reference + ": was forgotten just now"));
    }
    if (PREFIX.matcher(reference).matches()) {
      requireNotForgotten(reference);
    }
    throw noSuch(
        "%s: no snapshot has this id or label in %s; `kexshot list` shows them"
            .formatted(reference, files.layout().root()));
  }

  private void requireNotForgotten(String reference) throws IOException {
    for (Entry entry : all()) {
      if (entry.id().startsWith(reference) && !entry.isLiving()) {
        throw noSuch(
            "%s: the snapshot with this id was forgotten at %s"
                .formatted(reference, entry.forgottenAt.get()));
      }
    }
  }

  private Optional<Snapshot> labelled(String label) throws IOException {
    return newestWith(snapshot -> snapshot.manifest().label().equals(label));
  }

  /**
   * A few digits may be a label, such as a date. As many as lists show are taken for an id, without
   * a look at all manifests.
   */
  private void requireNoOther(Snapshot meant, String reference) throws IOException {
    if (reference.length() >= Snapshot.SHORT_ID_LENGTH) {
      return;
    }
    Optional<Snapshot> other =
        labelled(reference).filter(snapshot -> !snapshot.id().equals(meant.id()));
    if (other.isPresent()) {
      throw noSuch(
          "%s: the id of snapshot %s starts so, and %s has it as its label; give more of an id"
              .formatted(reference, meant.shortId(), other.get().shortId()));
    }
  }

  private static RepositoryException noSuch(String message) {
    return new RepositoryException(RepositoryException.Reason.NO_SUCH_SNAPSHOT, message);
  }

  private List<Entry> entries() throws IOException {
    return all().stream().filter(Entry::isLiving).toList();
  }

  /**
   * With tombstones, by number. A directory that is read while a manifest gets its other name may
   * show both; then it is a tombstone.
   */
  private List<Entry> all() throws IOException {
    Map<SnapshotName, Entry> entries = new HashMap<>();
    for (Path file : files.list(files.layout().snapshots())) {
      Matcher text = NAME.matcher(file.getFileName().toString());
      if (text.matches()) {
        SnapshotName name = new SnapshotName(Integer.parseInt(text.group(1)), text.group(2));
        Optional<Instant> forgottenAt = time(text.group(3));
        entries.merge(name, new Entry(name, file, forgottenAt), (a, b) -> a.isLiving() ? b : a);
      }
    }
    return entries.values().stream().sorted(Comparator.comparing(Entry::sequence)).toList();
  }

  /** Whatever the digits, the name is that of a tombstone. */
  private static Optional<Instant> time(String digits) {
    try {
      return Optional.ofNullable(digits).map(RepositoryLayout::tombstoneTime);
    } catch (DateTimeException noTime) {
      return Optional.of(Instant.EPOCH);
    }
  }

  private Snapshot read(Entry entry) throws IOException {
    return read(entry, problem -> {});
  }

  private Snapshot read(Entry entry, Consumer<String> unreadNotes) throws IOException {
    Path file = entry.file;
    byte[] text = files.read(file);
    String found = HexFormat.of().formatHex(Sha256.digest().digest(text));
    if (!found.equals(entry.id())) {
      throw RepositoryException.corrupt(file, "its SHA-256 is " + found);
    }
    Snapshot added;
    try {
      added = new Snapshot(entry.id(), json.read(text));
    } catch (IOException e) {
      throw RepositoryException.corrupt(file, e.getMessage());
    }
    return entry.isLiving() ? annotations.said(added, unreadNotes) : added;
  }
}
