package org.kexshot.cli.argument;

import java.util.Map;
import java.util.TreeMap;
import org.kexshot.store.manifest.SnapshotDescription;
import picocli.CommandLine.Model.OptionSpec;

/** What a user may say of a snapshot besides its label. */
public final class DescriptionOptions {
  private final Argument<String> note;
  private final Argument<Map<String, String>> tags;

  public DescriptionOptions(Arguments arguments) {
    note =
        arguments.option(
            String.class,
            OptionSpec.builder("--note")
                .paramLabel("TEXT")
                .description("A remark to keep with it."));
    tags =
        arguments.pairs(
            OptionSpec.builder("--tag")
                .paramLabel("KEY=VALUE")
                .description("A tag to find it by; may be given more than once."));
  }

  public SnapshotDescription describe(String label) {
    return SnapshotDescription.labelled(label)
        .withNote(note.given().orElse(""))
        .withTags(new TreeMap<>(tags.given().orElse(Map.of())));
  }
}
