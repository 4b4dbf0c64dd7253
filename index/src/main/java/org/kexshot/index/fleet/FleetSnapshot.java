package org.kexshot.index.fleet;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.kexshot.index.schema.SearchSchema;

/**
 * A snapshot as a server knows it.
 *
 * @param id full
 * @param label the user's name for it
 * @param time of capture
 * @param boot {@link FleetBoot#id}
 * @param place among those of the boot that are on the server, from 1 on
 */
public record FleetSnapshot(String id, String label, Instant time, String boot, int place) {
  /** Fields of its document that it is read from. */
  public static final List<String> FIELDS =
      List.of(
          FleetFields.SNAPSHOT_ID,
          FleetFields.LABEL,
          FleetFields.TAKEN,
          FleetFields.BOOT,
          FleetFields.PLACE);

  /** Reads it from its document. */
  public static FleetSnapshot of(Map<String, Object> document) {
    return new FleetSnapshot(
        document.get(FleetFields.SNAPSHOT_ID).toString(),
        document.get(FleetFields.LABEL).toString(),
        Instant.parse(document.get(FleetFields.TAKEN).toString()),
        document.get(FleetFields.BOOT).toString(),
        ((Number) document.get(FleetFields.PLACE)).intValue());
  }

  /** What a server looks for to find the snapshots of boots. */
  public static Map<String, Object> ofBoots(Collection<String> boots) {
    return FleetQuery.filter(
        FleetQuery.term(FleetFields.KIND, SearchSchema.SNAPSHOT),
        FleetQuery.terms(FleetFields.BOOT, boots));
  }
}
