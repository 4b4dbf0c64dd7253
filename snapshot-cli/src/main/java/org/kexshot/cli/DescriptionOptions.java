package org.kexshot.cli;

import java.util.Map;
import java.util.TreeMap;
import org.kexshot.store.SnapshotDescription;
import picocli.CommandLine.Option;

/** What a user may say of a snapshot besides its label. */
final class DescriptionOptions {
  @Option(names = "--note", paramLabel = "TEXT", description = "A remark to keep with it.")
  private String note = "";

  @Option(
      names = "--tag",
      paramLabel = "KEY=VALUE",
      description = "A tag to find it by; may be given more than once.")
  private Map<String, String> tags = new TreeMap<>();

  SnapshotDescription describe(String label) {
    return SnapshotDescription.labelled(label).withNote(note).withTags(tags);
  }
}
