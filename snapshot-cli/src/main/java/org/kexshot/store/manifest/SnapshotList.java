package org.kexshot.store.manifest;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kexshot.store.file.RepositoryException;
import org.kexshot.store.file.RepositoryFiles;
import org.kexshot.store.file.Sha256;

/**
 * The snapshots of a repository by sequence number, id and label. File names alone order them, so
 * only the manifests that are asked for are read. A forgotten snapshot is in no list; its manifest
 * stays as a tombstone, under another name, for the chain of hashes and the numbers that it used.
 */
public final class SnapshotList {
  private static final Pattern LATEST =
      Pattern.compile("latest(?:~(?<back>\\d{1,6}))?|@last(?:-(?<before>\\d{1,6}))?");
  private static final Pattern PREFIX = Pattern.compile("[0-9a-f]{4,64}");

  /** Of one that has both names, the tombstone comes first. */
  private static final Comparator<ManifestName> BY_NUMBER = SnapshotList::byNumber;

  private final RepositoryFiles files;
  private final ManifestJson json = new ManifestJson();
  private final Annotations annotations;
  private final KeptOutlines keptOutlines;

  public SnapshotList(RepositoryFiles files) {
    this.files = files;
    this.annotations = new Annotations(files);
    this.keptOutlines = new KeptOutlines(files);
  }

  /**
   * Snapshots as far as their manifests could be read.
   *
   * @param snapshots oldest first
   * @param problems a sentence for each manifest that could not be read; it names the file
   * @param damagedNames their names, as those of their files tell them
   * @param unreadNotes a sentence for each snapshot whose tags and note of now cannot be read
   */
  public record Reading(
      List<Snapshot> snapshots,
      List<String> problems,
      List<SnapshotName> damagedNames,
      List<String> unreadNotes) {
    public Reading {
      unreadNotes = List.copyOf(unreadNotes);
      snapshots = List.copyOf(snapshots);
      problems = List.copyOf(problems);
      damagedNames = List.copyOf(damagedNames);
    }

    /** Whether that snapshot's manifest is there, and cannot be read. */
    public boolean isDamaged(String id) {
      return damagedNames.stream().anyMatch(name -> name.id().equals(id));
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

  private Reading read(List<ManifestName> entries) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    List<SnapshotName> damaged = new ArrayList<>();
    List<String> unreadNotes = new ArrayList<>();
    for (ManifestName entry : entries) {
      try {
        snapshots.add(read(entry, unreadNotes::add));
      } catch (NoSuchFileException gone) {
        if (!wasForgotten(entry)) {
          throw gone;
        }
      } catch (RepositoryException failure) {
        problems.add(failure.getMessage());
        damaged.add(entry.name());
      }
    }
    return new Reading(snapshots, problems, damaged, unreadNotes);
  }

  /**
   * Outlines of snapshots.
   *
   * @param outlines oldest first
   * @param problems a sentence for each manifest that is in no kept list and cannot be read
   * @param unreadNotes a sentence for each snapshot whose tags of now cannot be read
   */
  public record Outlines(List<Outline> outlines, List<String> problems, List<String> unreadNotes) {}

  /**
   * The outlines of all snapshots, with their tags of now. Cost: reads the kept list, the names of
   * manifests and each note; manifests only if they are in no list. Then it keeps a new list.
   */
  public Outlines outlines() throws IOException {
    Outlined read = outlined(all());
    Set<Path> notes = new HashSet<>(files.list(files.layout().notes()));
    List<String> unreadNotes = new ArrayList<>();
    List<Outline> living = read.living();
    if (!notes.isEmpty()) {
      for (int i = 0; i < living.size(); i++) {
        living.set(i, annotations.said(living.get(i), notes, unreadNotes::add));
      }
    }
    return new Outlines(living, read.problems, unreadNotes);
  }

  /** The outlines of all that ever was, forgotten ones included, as they were added. */
  public List<Outline> everOutlined() throws IOException {
    return outlined(all()).outlines;
  }

  /** A sentence for each snapshot of which the kept list says something else than its manifest. */
  public List<String> keptProblems() throws IOException {
    List<Snapshot> added = new ArrayList<>();
    for (ManifestName entry : all()) {
      try {
        added.add(readAdded(entry));
      } catch (NoSuchFileException | RepositoryException saidOfTheManifest) {
        continue;
      }
    }
    return keptOutlines.problems(added);
  }

  /** Has the kept list be of all that there is, if it can be written. */
  public void keepOutlines() {
    try {
      outlined(all());
    } catch (IOException notKept) {
      return;
    }
  }

  /**
   * @param entries those that have an outline
   * @param outlines one for each
   */
  private record Outlined(
      List<ManifestName> entries, List<Outline> outlines, List<String> problems) {
    List<Outline> living() {
      List<Outline> living = new ArrayList<>(outlines.size());
      for (int i = 0; i < outlines.size(); i++) {
        if (entries.get(i).isLiving()) {
          living.add(outlines.get(i));
        }
      }
      return living;
    }
  }

  private Outlined outlined(List<ManifestName> entries) throws IOException {
    Map<String, Outline> kept = keptOutlines.read();
    Outlined known = new Outlined(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    int found = 0;
    for (ManifestName entry : entries) {
      Outline outline = kept.get(entry.id());
      if (outline != null && entry.isOf(outline.name())) {
        found++;
      } else {
        outline = readOutline(entry, known.problems).orElse(null);
      }
      if (outline != null) {
        known.entries.add(entry);
        known.outlines.add(outline);
      }
    }
    if (found != known.outlines.size() || found != kept.size()) {
      keptOutlines.keep(known.outlines);
    }
    return known;
  }

  private Optional<Outline> readOutline(ManifestName entry, List<String> problems)
      throws IOException {
    try {
      return Optional.of(Outline.of(readAdded(entry)));
    } catch (NoSuchFileException gone) {
      if (!wasForgotten(entry)) {
        throw gone;
      }
    } catch (RepositoryException failure) {
      if (entry.isLiving()) {
        problems.add(failure.getMessage());
      }
    }
    return Optional.empty();
  }

  /** Whether a snapshot that was in the list has been forgotten since. */
  private boolean wasForgotten(ManifestName entry) throws IOException {
    return entry.isLiving()
        && all().stream().anyMatch(now -> now.isOf(entry.name()) && !now.isLiving());
  }

  /** The newest snapshot whose manifest can be read. */
  public Optional<Snapshot> latest() throws IOException {
    return newestWith(snapshot -> true);
  }

  /** The newest snapshot that passes the test, of those whose manifests can be read. */
  public Optional<Snapshot> newestWith(Predicate<Snapshot> test) throws IOException {
    List<Snapshot> read = newestUpTo(test, Integer.MAX_VALUE);
    return read.isEmpty() || !test.test(read.get(read.size() - 1))
        ? Optional.empty()
        : Optional.of(read.get(read.size() - 1));
  }

  /** A manifest, be its snapshot forgotten or not; empty if it is gone or cannot be read. */
  public Optional<Manifest> readEver(SnapshotName name) throws IOException {
    for (ManifestName entry : all()) {
      if (entry.isOf(name)) {
        try {
          return Optional.of(readAdded(entry).manifest());
        } catch (NoSuchFileException | RepositoryException unreadable) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  /**
   * The newest snapshots whose manifests can be read, newest first, up to and with the first that
   * passes the test, at most {@code limit}.
   */
  public List<Snapshot> newestUpTo(Predicate<Snapshot> test, int limit) throws IOException {
    List<ManifestName> entries = entries();
    List<Snapshot> snapshots = new ArrayList<>();
    boolean hasPassed = false;
    for (int i = entries.size() - 1; i >= 0 && snapshots.size() < limit && !hasPassed; i--) {
      try {
        Snapshot snapshot = read(entries.get(i));
        snapshots.add(snapshot);
        hasPassed = test.test(snapshot);
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
    List<ManifestName> entries = all();
    return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).sequence();
  }

  /**
   * The id of the last manifest, be it readable or not, forgotten or not: a manifest's name tells
   * it.
   */
  public Optional<String> lastId() throws IOException {
    List<ManifestName> entries = all();
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.get(entries.size() - 1).id());
  }

  /**
   * The snapshot meant by {@code @last}, {@code @last-N}, {@code latest}, {@code latest~N}, an id's
   * prefix of four digits or more, or a label, whose newest bearer is meant.
   *
   * @throws RepositoryException {@link RepositoryException.Reason#NO_SUCH_SNAPSHOT} if there is
   *     none, if it was forgotten, or if an id and another snapshot's label are both meant
   */
  public Snapshot find(String reference) throws IOException {
    ManifestName entry = entry(reference);
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
    return entry(reference).name();
  }

  /** The names of all snapshots, oldest first. */
  public List<SnapshotName> names() throws IOException {
    return entries().stream().map(ManifestName::name).toList();
  }

  private ManifestName entry(String reference) throws IOException {
    List<ManifestName> entries = entries();
    Matcher latest = LATEST.matcher(reference);
    if (latest.matches()) {
      int back = back(latest);
      if (back >= entries.size()) {
        throw noSuch("%s: there are %d snapshots".formatted(reference, entries.size()));
      }
      return entries.get(entries.size() - 1 - back);
    }
    if (PREFIX.matcher(reference).matches()) {
      List<ManifestName> matching =
          entries.stream().filter(e -> e.id().startsWith(reference)).toList();
      if (matching.size() > 1) {
        throw noSuch(
            "%s: %d snapshots have an id that starts so; give more digits"
                .formatted(reference, matching.size()));
      }
      if (!matching.isEmpty()) {
        return matching.get(0);
      }
    }
    Optional<SnapshotName> labelled = labelled(reference);
    if (labelled.isPresent()) {
      return entries.stream()
          .filter(entry -> entry.isOf(labelled.get()))
          .findFirst()
          .orElseThrow(() -> noSuch(reference + ": was forgotten just now"));
    }
    if (PREFIX.matcher(reference).matches()) {
      requireNotForgotten(reference);
    }
    throw noSuch(
        "%s: no snapshot has this id or label in %s; %s`kexshot list` shows them"
            .formatted(reference, files.layout().root(), suggestion(reference)));
  }

  /** How many snapshots are newer than the one that is meant. */
  private static int back(Matcher latest) {
    String back = latest.group("back") != null ? latest.group("back") : latest.group("before");
    return back == null ? 0 : Integer.parseInt(back);
  }

  /** What may have been meant, as the middle of a sentence. */
  private String suggestion(String reference) throws IOException {
    List<String> names = new ArrayList<>();
    for (Outline outline : outlined(all()).living()) {
      names.add(outline.label());
      if (PREFIX.matcher(reference).matches()) {
        names.add(outline.name().id().substring(0, reference.length()));
      }
    }
    List<String> near = NearNames.of(reference, names);
    return near.isEmpty() ? "" : "did you mean %s? ".formatted(String.join(" or ", near));
  }

  private void requireNotForgotten(String reference) throws IOException {
    for (ManifestName entry : all()) {
      if (entry.id().startsWith(reference) && !entry.isLiving()) {
        throw noSuch(
            "%s: the snapshot with this id was forgotten at %s"
                .formatted(reference, entry.forgottenAt().get()));
      }
    }
  }

  /** By the outlines, so that ten thousand manifests need not be read for it. */
  private Optional<SnapshotName> labelled(String label) throws IOException {
    List<Outline> outlines = outlined(all()).living();
    for (int i = outlines.size() - 1; i >= 0; i--) {
      if (outlines.get(i).label().equals(label)) {
        return Optional.of(outlines.get(i).name());
      }
    }
    return Optional.empty();
  }

  /**
   * A few digits may be a label, such as a date. As many as lists show are taken for an id, without
   * a look at all manifests.
   */
  private void requireNoOther(Snapshot meant, String reference) throws IOException {
    if (reference.length() >= Snapshot.SHORT_ID_LENGTH) {
      return;
    }
    Optional<SnapshotName> other =
        labelled(reference).filter(name -> !name.id().equals(meant.id()));
    if (other.isPresent()) {
      throw noSuch(
          "%s: the id of snapshot %s starts so, and %s has it as its label; give more of an id"
              .formatted(reference, meant.shortId(), other.get().shortId()));
    }
  }

  private static RepositoryException noSuch(String message) {
    return new RepositoryException(RepositoryException.Reason.NO_SUCH_SNAPSHOT, message);
  }

  private List<ManifestName> entries() throws IOException {
    List<ManifestName> living = new ArrayList<>(all());
    living.removeIf(entry -> !entry.isLiving());
    return living;
  }

  /**
   * With tombstones, by number. A directory that is read while a manifest gets its other name may
   * show both; then it is a tombstone.
   */
  private List<ManifestName> all() throws IOException {
    List<ManifestName> found = new ArrayList<>();
    for (Path file : files.list(files.layout().snapshots())) {
      ManifestName.of(file).ifPresent(found::add);
    }
    found.sort(BY_NUMBER);
    List<ManifestName> entries = new ArrayList<>(found.size());
    for (ManifestName entry : found) {
      if (entries.isEmpty() || !entry.isOf(entries.get(entries.size() - 1).name())) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static int byNumber(ManifestName one, ManifestName other) {
    if (one.sequence() != other.sequence()) {
      return Integer.compare(one.sequence(), other.sequence());
    }
    int byId = one.id().compareTo(other.id());
    return byId != 0 ? byId : Boolean.compare(one.isLiving(), other.isLiving());
  }

  private Snapshot read(ManifestName entry) throws IOException {
    return read(entry, problem -> {});
  }

  private Snapshot read(ManifestName entry, Consumer<String> unreadNotes) throws IOException {
    Snapshot added = readAdded(entry);
    return entry.isLiving() ? annotations.said(added, unreadNotes) : added;
  }

  /** As it was added. */
  private Snapshot readAdded(ManifestName entry) throws IOException {
    Path file = entry.file();
    byte[] text = files.read(file);
    String found = HexFormat.of().formatHex(Sha256.digest().digest(text));
    if (!found.equals(entry.id())) {
      throw RepositoryException.corrupt(file, "its SHA-256 is " + found);
    }
    try {
      return new Snapshot(entry.id(), json.read(text));
    } catch (IOException e) {
      throw RepositoryException.corrupt(file, e.getMessage());
    }
  }
}
