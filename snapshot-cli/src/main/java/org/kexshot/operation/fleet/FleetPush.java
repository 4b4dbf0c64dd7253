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
import org.kexshot.fleet.ObjectPush;
import org.kexshot.fleet.OpenSearchServer;
import org.kexshot.fleet.PushResult;
import org.kexshot.fleet.ServerAccess;
import org.kexshot.index.document.TextHash;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.Repository;

/** Sends the objects of a repository's snapshots to a server. */
public final class FleetPush {
  private static final Path MACHINE_ID = Path.of("/etc/machine-id");

  private final Repository repository;
  private final Consumer<String> told;

  /**
   * @param told is told which objects of a snapshot are not known, and why
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
