package org.kexshot.fleet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kexshot.index.document.IndexedSnapshot;
import org.kexshot.index.fleet.FleetBoot;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetQuery;

/**
 * What a server notes of a boot. It is written before the boot's objects, without a digest, and
 * again when all of them are there.
 *
 * @param id {@link FleetBoot#id}
 * @param snapshots full ids
 * @param digest of all documents; empty if they may not all be there
 */
record BootRecord(String id, Set<String> snapshots, String digest) {
  /** Those of a repository. */
  static List<BootRecord> read(FleetIndices indices, String repository) throws IOException {
    indices.refresh(indices.boots());
    List<BootRecord> records = new ArrayList<>();
    indices.forEach(
        indices.boots(),
        FleetQuery.term(FleetFields.REPOSITORY, repository),
        FleetFields.BOOT,
        List.of(),
        source -> records.add(of(source)));
    return records;
  }

  private static BootRecord of(Map<String, Object> source) {
    Set<String> snapshots = new HashSet<>();
    if (JsonData.at(source, FleetFields.SNAPSHOTS) instanceof List<?> ids) {
      ids.forEach(id -> snapshots.add(id.toString()));
    }
    return new BootRecord(
        JsonData.text(source, FleetFields.BOOT),
        snapshots,
        JsonData.text(source, FleetFields.DIGEST));
  }

  /** Whether both have a snapshot, so that they are one boot. */
  boolean isOf(List<IndexedSnapshot> others) {
    return others.stream().anyMatch(each -> snapshots.contains(each.id()));
  }

  /**
   * Notes a boot.
   *
   * @param known snapshots that the server may have besides
   * @param digest of all documents; empty if they may not all be there
   */
  static void write(
      FleetBoot boot, Set<String> known, String digest, long documents, OpenSearchServer server)
      throws IOException {
    Set<String> snapshots = new HashSet<>(known);
    boot.snapshots().forEach(snapshot -> snapshots.add(snapshot.id()));
    Map<String, Object> source = new LinkedHashMap<>();
    source.put(FleetFields.BOOT, boot.id());
    source.put(FleetFields.REPOSITORY, boot.repository());
    source.put(FleetFields.MACHINE, boot.machine());
    source.put(FleetFields.SNAPSHOTS, snapshots);
    source.put(FleetFields.LAST_SEEN, boot.lastTime().toString());
    source.put(FleetFields.DOCUMENTS, documents);
    source.put(FleetFields.DIGEST, digest);
    BulkSender sender = new BulkSender(server, new FleetIndices(server).boots());
    sender.put(boot.id(), JsonData.bytes(source));
    sender.finish();
  }
}
