package org.kexshot.operation.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kexshot.fleet.BroughtPages;
import org.kexshot.fleet.ObjectPush;
import org.kexshot.fleet.OpenSearchServer;
import org.kexshot.fleet.PushResult;
import org.kexshot.fleet.ServerAccess;
import org.kexshot.fleet.StringPush;
import org.kexshot.fleet.StringPushResult;
import org.kexshot.index.document.TextHash;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotList;
import org.kexshot.store.read.StoredPages;

/** Sends the objects of a repository's snapshots, and the strings of its pages, to a server. */
public final class FleetPush {
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private final Repository repository;
  private final Consumer<String> told;

  /**
   * @param told is told which objects of a snapshot or strings are not known, and why
   */
  public FleetPush(Repository repository, Consumer<String> told) {
    this.repository = repository;
    this.told = told;
  }

  /**
   * Brings the repository's own index up to date, and sends what the server lacks of it.
   *
   * @param name by which the server knows the repository; if it is empty, a hash of the machine's
   *     id and the repository's directory
   * @param only snapshots to send, by what names them; none for all
   * @param shards of an index that is to be made
   */
  public PushResult push(
      ServerAccess access,
      Optional<String> name,
      List<String> only,
      int shards,
      ObjectPush.Progress progress)
      throws IOException {
    String known = name.isPresent() ? name.get() : ownName();
    Set<String> ids = find(only);
    OpenSearchServer server = OpenSearchServer.connect(access);
    ObjectPush push = new ObjectPush(server, known, progress);
    return new SnapshotSearch(repository, told).read(contents -> push.push(contents, ids, shards));
  }

  /**
   * Sends what the server lacks of the strings in the repository's pages.
   *
   * @param name as of {@link #push}
   * @param only snapshots whose pages to send, and remove none; none for all
   * @param shards of an index that is to be made
   */
  public StringPushResult pushStrings(
      ServerAccess access,
      Optional<String> name,
      List<String> only,
      int shards,
      ObjectPush.Progress progress)
      throws IOException {
    String known = name.isPresent() ? name.get() : ownName();
    Set<String> ids = find(only);
    SnapshotList.Reading read = repository.readSnapshots();
    Set<String> living = new HashSet<>();
    read.snapshots().forEach(snapshot -> living.add(snapshot.id()));
    read.damagedNames().forEach(damaged -> living.add(damaged.id()));
    try (StoredPages stored = repository.openPages(read.snapshots())) {
      List<BroughtPages> brought = RepositoryPages.of(read.snapshots(), stored, ids);
      return new StringPush(
              OpenSearchServer.connect(access),
              known,
              (page, into) -> stored.read(page, into, 0),
              progress,
              told)
          .push(brought, ids.isEmpty() ? Optional.of(living) : Optional.empty(), shards);
    }
  }

  private Set<String> find(List<String> names) throws IOException {
    Set<String> ids = new HashSet<>();
    for (String name : names) {
      ids.add(repository.find(name).id());
    }
    return ids;
  }

  /** The machine's id itself is not to be told to others. */
  private String ownName() throws IOException {
    try {
      String machine = Files.readString(MACHINE_ID).strip();
      return TextHash.of("kexshot\0" + machine + "\0" + repository.directory().toRealPath());
    } catch (NoSuchFileException none) {
      throw new IOException(
          "this machine has no /etc/machine-id: name the repository for the server with --as NAME",
          none);
    }
  }
}
