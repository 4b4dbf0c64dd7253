package org.kexshot.cli.repository;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kexshot.operation.SnapshotSearch;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Examples of queries, and all fields by what their values look like. To put them together takes
 * longer than most searches, so that it is done only where help is asked for.
 */
public final class SearchHelp {
  /** The command whose help they belong to. */
  public static final String COMMAND = "search";

  private static final List<String> EXAMPLES =
      List.of(
          "nc",
          "module:dummy",
          "'kind:process comm:ssh* argv:\"-D\"'",
          "'port:[4000 TO 5000] state:LISTEN'",
          "local:10.0.0.0/8",
          "snapshot:after new:true",
          "gone:before",
          "'size:>10M kind:cache'",
          "'first_seen:[now-1h TO *] NOT kworker'",
          "'log:\"out of memory\" OR log:oom*'",
          "'text:\"BEGIN RSA PRIVATE KEY\" owner.process:nginx'");

  private static final Map<String, String> OF_SNAPSHOTS =
      Map.of(
          "kind", "a kind of object",
          "snapshot", "label or id of a snapshot that shows the object",
          "label", "label or id of a snapshot that shows the object",
          "snapshotId", "label or id of a snapshot that shows the object",
          "new", "true, or a snapshot: not in the one before",
          "gone", "true, or a snapshot: not in the one after",
          "changed", "true, or a snapshot: other than in the one before",
          "first_seen", "time: 2026-01-31, 2026-01-31T12:30, now-1h",
          "last_seen", "time: 2026-01-31, 2026-01-31T12:30, now-1h");

  private SearchHelp() {}

  /** Adds them to the help of the command. */
  public static void addTo(CommandSpec spec) {
    List<String> lines = new ArrayList<>(Arrays.asList(spec.usageMessage().description()));
    EXAMPLES.forEach(example -> lines.add("  kexshot search " + example));
    lines.add(
        "Values are field:value, field:[low TO high], field:>value, >=, <, <=; field:* is any."
            + " Fields, by what their values look like:");
    byValue().forEach((value, fields) -> lines.add("  %s: %s".formatted(value, fields)));
    lines.add(
        "In memory itself: text:\"WORDS\", with snapshot:, "
            + String.join(":, ", SnapshotSearch.ownerFields())
            + ": or NOT of an owner beside it, as by --text; on a server with machine: alone.");
    lines.add("Short names: " + shortNames() + ".");
    lines.add("Kinds: " + String.join(", ", SnapshotSearch.kinds()) + ".");
    spec.usageMessage()
        .description(lines.stream().map(line -> line.replace("%", "%%")).toArray(String[]::new));
  }

  private static Map<String, String> byValue() {
    Map<String, String> byValue = new TreeMap<>();
    SnapshotSearch.fields()
        .forEach(
            (field, value) ->
                byValue.merge(
                    OF_SNAPSHOTS.getOrDefault(field, value),
                    field,
                    (one, other) -> one + ", " + other));
    return byValue;
  }

  private static String shortNames() {
    return SnapshotSearch.shortNames().entrySet().stream()
        .map(name -> name.getKey() + " for " + name.getValue())
        .collect(Collectors.joining(", "));
  }
}
