package org.kexshot.index.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.index.document.TextHash;

/**
 * A page of memory on a server, with its strings: one document for all snapshots that hold the
 * page. The number stands for the page's contents for ever, and so does the document's id.
 *
 * @param repository name of the repository that it is sent from
 * @param machine the machine's name; empty if it is not known
 * @param number of the page in its repository
 * @param snapshotId full id of the first snapshot that holds it
 * @param label of that snapshot
 * @param strings each once
 */
public record FleetPage(
    String repository,
    String machine,
    long number,
    String snapshotId,
    String label,
    List<String> strings) {
  /**
   * Changed with every change of what is sent of a page, or of how it is taken apart. It is not the
   * schema of objects: a new kind of them is no reason to send all memory again.
   */
  public static final int SCHEMA = 1;

  public FleetPage {
    strings = List.copyOf(strings);
  }

  /** The id of a page's document. */
  public static String id(String repository, long number) {
    return TextHash.of(repository) + "-" + Long.toHexString(number);
  }

  /** The id of what is noted of the pages that a snapshot brought. */
  public static String noteId(String repository, String snapshotId) {
    return TextHash.of(repository) + "-" + snapshotId;
  }

  /** Its document. */
  public Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(FleetFields.REPOSITORY, repository);
    document.put(FleetFields.MACHINE, machine);
    document.put(FleetFields.PAGE_NUMBER, number);
    document.put(FleetFields.SNAPSHOT_ID, snapshotId);
    document.put(FleetFields.LABEL, label);
    document.put(FleetFields.STRINGS, strings);
    return document;
  }

  /** Reads it from its document; what a server leaves out is empty. */
  public static FleetPage of(Map<String, Object> document) {
    return new FleetPage(
        text(document, FleetFields.REPOSITORY),
        text(document, FleetFields.MACHINE),
        document.get(FleetFields.PAGE_NUMBER) instanceof Number number ? number.longValue() : 0,
        text(document, FleetFields.SNAPSHOT_ID),
        text(document, FleetFields.LABEL),
        document.get(FleetFields.STRINGS) instanceof List<?> strings
            ? strings.stream().map(String::valueOf).toList()
            : List.of());
  }

  private static String text(Map<String, Object> document, String field) {
    return String.valueOf(document.getOrDefault(field, ""));
  }
}
