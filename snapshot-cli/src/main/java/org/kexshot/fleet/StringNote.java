package org.kexshot.fleet;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.index.fleet.FleetFields;
import org.kexshot.index.fleet.FleetPage;
import org.kexshot.index.fleet.PageQuery;
import org.kexshot.index.text.PageNumbers;

/**
 * What a server notes of the pages that a snapshot brought, so that a push need not ask for each of
 * them, nor read again those that have no strings. It stays true as long as it is there: what a
 * snapshot holds never changes, and another repository of the same name has other snapshots.
 *
 * @param pages numbers of those whose strings are all there
 * @param documents how many there are; empty until all the snapshot's strings are there
 */
record StringNote(PageNumbers pages, OptionalLong documents) {
  static final StringNote NONE = new StringNote(new PageNumbers(), OptionalLong.empty());

  /** Those of a repository, by the snapshots' full ids; one that cannot be read says nothing. */
  static Map<String, StringNote> read(FleetIndices indices, String repository) throws IOException {
    Map<String, StringNote> notes = new HashMap<>();
    indices.forEach(
        indices.strings(),
        PageQuery.notesOf(repository),
        FleetFields.SNAPSHOT_ID,
        List.of(),
        source -> notes.put(JsonData.text(source, FleetFields.SNAPSHOT_ID), of(source)));
    return notes;
  }

  private static StringNote of(Map<String, Object> source) {
    try {
      return new StringNote(
          PageNumbers.parse(JsonData.text(source, FleetFields.PAGES)),
          source.containsKey(FleetFields.DOCUMENTS)
              ? OptionalLong.of(JsonData.number(source, FleetFields.DOCUMENTS))
              : OptionalLong.empty());
    } catch (IllegalArgumentException foreign) {
      return NONE;
    }
  }

  /** Puts it in the place of the last one of the snapshot. */
  void write(String snapshotId, String repository, BulkSender sender) throws IOException {
    Map<String, Object> source = new LinkedHashMap<>();
    source.put(FleetFields.REPOSITORY, repository);
    source.put(FleetFields.SNAPSHOT_ID, snapshotId);
    source.put(FleetFields.PAGES, pages.toString());
    if (documents.isPresent()) {
      source.put(FleetFields.DOCUMENTS, documents.getAsLong());
    }
    sender.put(FleetPage.noteId(repository, snapshotId), JsonData.bytes(source));
    sender.finish();
  }

  /** Whether the server has as many documents as it noted, as far as it did. */
  boolean isOf(long there) {
    return documents.isEmpty() || documents.getAsLong() == there;
  }
}
