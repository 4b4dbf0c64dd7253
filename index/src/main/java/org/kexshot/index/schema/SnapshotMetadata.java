package org.kexshot.index.schema;

import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.INDEXED;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.kexshot.kind.Attribute;

/**
 * What the index knows of a snapshot itself. Texts are empty where nothing is known.
 *
 * @param id full
 * @param label the user's name for it
 * @param note the user's remark
 * @param tags the user's keys and values
 * @param host the machine's name
 * @param kernel the kernel's release
 * @param architecture as {@code uname -m} names it
 * @param time of capture
 */
public record SnapshotMetadata(
    String id,
    String label,
    String note,
    Map<String, String> tags,
    String host,
    String kernel,
    String architecture,
    Instant time) {
  /** What is indexed of it. */
  public static final List<Attribute<SnapshotMetadata>> ATTRIBUTES =
      List.of(
          text("name", SnapshotMetadata::label, INDEXED),
          text("note", SnapshotMetadata::note, INDEXED),
          list("tag", SnapshotMetadata::tagTexts, INDEXED),
          text("host", SnapshotMetadata::host, INDEXED),
          text("kernel", SnapshotMetadata::kernel, INDEXED),
          text("architecture", SnapshotMetadata::architecture, INDEXED),
          Attribute.time("time", SnapshotMetadata::time, INDEXED));

  public SnapshotMetadata {
    tags = Map.copyOf(tags);
  }

  private List<String> tagTexts() {
    return tags.entrySet().stream()
        .map(tag -> tag.getKey() + "=" + tag.getValue())
        .sorted()
        .toList();
  }

  /** Label, kernel and tags. */
  public String title() {
    String title = label + "  " + kernel;
    return tags.isEmpty() ? title : title + "  " + String.join(" ", tagTexts());
  }
}
