package org.kexshot.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.kexshot.index.IndexContents;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.document.Position;
import org.kexshot.index.document.StoredObject;
import org.kexshot.index.document.TextHash;
import org.kexshot.index.fleet.FleetBoot;
import org.kexshot.index.fleet.FleetDocument;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetQuery;

/**
 * Makes a server's documents of a repository what the repository's index has, boot by boot. What
 * the server has already is asked of it, so that nothing is sent twice and an interrupted push is
 * gone on with by another one.
 */
public final class ObjectPush {
  /** Is told how far a push is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done objects that were looked at
     * @param total of this boot
     */
    void objects(long done, long total);
  }

  private final OpenSearchServer server;
  private final FleetIndices indices;
  private final String repository;
  private final Progress progress;
  private long snapshots;
  private long boots;
  private long documents;
  private long sent;
  private long removed;

  /**
   * @param repository by what the server knows the repository from others
   */
  public ObjectPush(OpenSearchServer server, String repository, Progress progress) {
    this.server = server;
    this.indices = new FleetIndices(server);
    this.repository = repository;
    this.progress = progress;
  }

  /**
   * Pushes.
   *
   * @param only full ids of snapshots, which then come to those that are there already; if there
   *     are none, all are pushed, and what the repository does not have any more is removed
   * @param shards of an index of objects that is to be made
   * @throws FleetException if the server fails
   */
  public PushResult push(IndexContents contents, Set<String> only, int shards) throws IOException {
    indices.prepare(shards);
    List<BootRecord> records = BootRecord.read(indices, repository);
    Set<String> matched = new HashSet<>();
    for (Map.Entry<Integer, List<IndexedSnapshot>> boot : boots(contents).entrySet()) {
      Optional<BootRecord> record =
          records.stream().filter(each -> each.isOf(boot.getValue())).findFirst();
      record.ifPresent(known -> matched.add(known.id()));
      List<IndexedSnapshot> wanted = wanted(boot.getValue(), record, only);
      if (!wanted.isEmpty()) {
        push(boot.getKey(), wanted, record, contents);
      }
    }
    if (only.isEmpty()) {
      for (BootRecord record : records) {
        if (!matched.contains(record.id())) {
          remove(record);
        }
      }
    }
    indices.refresh(indices.objects());
    indices.refresh(indices.boots());
    return new PushResult(
        snapshots, boots, documents, sent, removed, server.bytesSent(), server.waits());
  }

  private static Map<Integer, List<IndexedSnapshot>> boots(IndexContents contents) {
    Map<Integer, List<IndexedSnapshot>> boots = new TreeMap<>();
    for (IndexedSnapshot snapshot : contents.table().snapshots()) {
      boots
          .computeIfAbsent(Position.boot(snapshot.position()), none -> new ArrayList<>())
          .add(snapshot);
    }
    return boots;
  }

  private static List<IndexedSnapshot> wanted(
      List<IndexedSnapshot> all, Optional<BootRecord> record, Set<String> only) {
    if (only.isEmpty()) {
      return all;
    }
    if (all.stream().noneMatch(snapshot -> only.contains(snapshot.id()))) {
      return List.of();
    }
    Set<String> there = record.map(BootRecord::snapshots).orElse(Set.of());
    return all.stream()
        .filter(snapshot -> only.contains(snapshot.id()) || there.contains(snapshot.id()))
        .toList();
  }

  private void push(
      int number, List<IndexedSnapshot> wanted, Optional<BootRecord> record, IndexContents contents)
      throws IOException {
    String id = record.map(BootRecord::id).orElse(FleetBoot.newId(repository, wanted));
    FleetBoot boot = new FleetBoot(id, repository, contents.machine(number), wanted);
    FleetDocument maker = new FleetDocument(boot);
    Map<String, String> digests = new TreeMap<>();
    contents.forEach(
        number,
        object -> {
          Optional<Map<String, Object>> made = maker.of(object);
          if (made.isPresent()) {
            digests.put(key(made.get()), TextHash.of(JsonData.bytes(made.get())));
          }
        });
    snapshots += wanted.size();
    boots++;
    documents += digests.size();
    String digest = TextHash.of(digests.toString());
    if (record.isEmpty() || !record.get().digest().equals(digest)) {
      Set<String> known = record.map(BootRecord::snapshots).orElse(Set.of());
      BootRecord.write(boot, known, "", digests.size(), server);
      send(number, boot, digests, contents);
      BootRecord.write(boot, Set.of(), digest, digests.size(), server);
    }
  }

  private void send(int number, FleetBoot boot, Map<String, String> digests, IndexContents contents)
      throws IOException {
    Map<String, String> there = there(boot.id());
    FleetDocument maker = new FleetDocument(boot);
    BulkSender sender = new BulkSender(server, indices.objects());
    long[] done = {0};
    contents.forEach(
        number,
        object -> {
          send(object, maker, digests, there, sender);
          progress.objects(++done[0], Math.max(done[0], digests.size()));
        });
    for (String key : there.keySet()) {
      if (!digests.containsKey(key)) {
        sender.delete(key);
        removed++;
      }
    }
    sender.finish();
  }

  private void send(
      StoredObject object,
      FleetDocument maker,
      Map<String, String> digests,
      Map<String, String> there,
      BulkSender sender)
      throws IOException {
    Optional<Map<String, Object>> made = maker.of(object);
    if (made.isEmpty()) {
      return;
    }
    String key = key(made.get());
    String digest = digests.get(key);
    if (!digest.equals(there.get(key))) {
      made.get().put(FleetFields.DIGEST, digest);
      sender.put(key, JsonData.bytes(made.get()));
      sent++;
    }
  }

  private static String key(Map<String, Object> document) {
    return document.get(FleetFields.KEY).toString();
  }

  /** The digests of the documents that the server has of a boot, by their ids. */
  private Map<String, String> there(String boot) throws IOException {
    indices.refresh(indices.objects());
    Map<String, String> there = new HashMap<>();
    indices.forEach(
        indices.objects(),
        FleetQuery.term(FleetFields.BOOT, boot),
        FleetFields.KEY,
        List.of(FleetFields.KEY, FleetFields.DIGEST),
        source ->
            there.put(
                JsonData.text(source, FleetFields.KEY), JsonData.text(source, FleetFields.DIGEST)));
    return there;
  }

  /** The objects first, so that those of an interrupted removal are not forgotten. */
  private void remove(BootRecord record) throws IOException {
    BulkSender objects = new BulkSender(server, indices.objects());
    for (String key : there(record.id()).keySet()) {
      objects.delete(key);
      removed++;
    }
    objects.finish();
    BulkSender boot = new BulkSender(server, indices.boots());
    boot.delete(record.id());
    boot.finish();
  }
}
