package org.kexshot.cli.render.html;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kexshot.address.Page;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.page.FrameMap;
import org.kexshot.diff.page.PageChange;
import org.kexshot.owner.OwnerKind;

/**
 * The map of physical memory.
 *
 * @param legend kinds of owners on it, in their order
 * @param notes what the map does not show
 * @param json what its script reads
 */
public record MapSection(List<LegendEntry> legend, List<String> notes, String json) {
  public MapSection {
    legend = List.copyOf(legend);
    notes = List.copyOf(notes);
  }

  /**
   * Of a map of frames.
   *
   * @param framesCorrespond whether a frame is the same place in both images; if not, the map is of
   *     the second image, and says which pages the first has nowhere
   * @param mostBytes the most that its runs may take
   * @param names budget of the names of owners
   */
  static MapSection of(FrameMap map, boolean framesCorrespond, long mostBytes, SizeBudget names) {
    EncodedFrames encoded = EncodedFrames.of(map, mostBytes, names);
    return new MapSection(
        legend(encoded.map()),
        notes(encoded),
        ScriptJson.of(json -> write(json, encoded, framesCorrespond)));
  }

  private static List<LegendEntry> legend(FrameMap map) {
    Map<OwnerKind, long[]> counts = new EnumMap<>(OwnerKind.class);
    map.forEachRun(
        (state, first, cells, differing) -> {
          long[] count = counts.computeIfAbsent(state.after(), none -> new long[2]);
          count[0] += cells << map.shift();
          count[1] += cells * differing;
        });
    List<LegendEntry> legend = new ArrayList<>();
    counts.forEach(
        (kind, count) ->
            legend.add(
                new LegendEntry(
                    kind, Text.pages(count[0]), count[1] == 0 ? "" : Text.count(count[1]))));
    return legend;
  }

  private static List<String> notes(EncodedFrames encoded) {
    List<String> notes = new ArrayList<>();
    FrameMap map = encoded.map();
    if (map.framesPerCell() > 1) {
      notes.add(
          "Memory is large: a cell of the map is %s (%s), coloured by what most of those that differ are, or most of all if none differs."
              .formatted(
                  Text.count(map.framesPerCell(), "page frame"), Text.pages(map.framesPerCell())));
    }
    if (!map.isNamed()) {
      notes.add("There are too many owners to name them all; some frames tell the kind alone.");
    }
    return notes;
  }

  private static void write(JsonGenerator json, EncodedFrames encoded, boolean framesCorrespond)
      throws IOException {
    json.writeNumberField("pageSize", Page.SIZE);
    json.writeNumberField("framesPerCell", encoded.map().framesPerCell());
    json.writeNumberField("cells", encoded.map().end());
    Json.texts(json, "kinds", Stream.of(OwnerKind.values()).map(OwnerKind::words).toList());
    Json.texts(json, "changes", Stream.of(PageChange.values()).map(PageChange::name).toList());
    Json.texts(
        json,
        "contents",
        Stream.of(PageChange.values()).map(change -> words(change, framesCorrespond)).toList());
    Json.texts(json, "names", encoded.names());
    json.writeStringField("runs", encoded.base64());
  }

  /** What is said of the contents of a frame. */
  private static String words(PageChange change, boolean framesCorrespond) {
    return switch (change) {
      case SAME -> framesCorrespond ? "the same" : "in the first image, too";
      case CHANGED -> "changed";
      case APPEARED ->
          framesCorrespond
              ? "appeared: the first image excluded it"
              : "nowhere in what the first image keeps";
      case VANISHED -> "vanished: the second image excluded it";
      case UNKNOWN -> "unknown: excluded or not readable";
    };
  }
}
