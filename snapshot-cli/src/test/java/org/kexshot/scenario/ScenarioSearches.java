package org.kexshot.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.kexshot.cli.CommandRun;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;

/**
 * Searches for what scenarios did, in a repository that has a snapshot of the machine behind each.
 */
final class ScenarioSearches {
  /** Begins a query for text in memory. */
  private static final String TEXT = "text:";

  /** Stands in a query for the label of the scenario's snapshot. */
  private static final String HERE = "@";

  private final Path repository;
  private final List<String> failures = new ArrayList<>();
  private int snapshots;
  private int searches;

  /**
   * @param repository that is made
   */
  ScenarioSearches(Path repository) {
    this.repository = repository;
  }

  /** Snapshots that are in the repository. */
  int snapshots() {
    return snapshots;
  }

  /** Queries that were asked. */
  int searches() {
    return searches;
  }

  /** What was not found where it was to be found, a line each. */
  List<String> failures() {
    return failures;
  }

  /** Adds an image, and searches for what was done before it was taken. */
  void add(String label, Path image, List<String> queries) throws IOException {
    run("import", image.toString(), "--label", label);
    snapshots++;
    for (String query : queries) {
      searches++;
      String asked = query.replace(HERE, label);
      JsonNode found = run("search", "--json", asked).json();
      if (query.startsWith(TEXT)) {
        checkText(asked, found, image);
      } else {
        checkObjects(asked, found, label);
      }
    }
  }

  private CommandRun run(String command, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of(command, "--repository=" + repository));
    words.addAll(List.of(arguments));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    if (run.code() != 0) {
      throw new IOException("%s: %s".formatted(words, run.err()));
    }
    return run;
  }

  /** Each object that is found is in this snapshot, and one of them at least is found. */
  private void checkObjects(String query, JsonNode found, String label) {
    List<String> shown =
        StreamSupport.stream(found.get("hits").spliterator(), false)
            .map(
                hit ->
                    StreamSupport.stream(hit.get("snapshots").spliterator(), false)
                        .map(snapshot -> snapshot.get("label").asText())
                        .collect(Collectors.joining(",")))
            .toList();
    if (shown.isEmpty() || !shown.stream().allMatch(labels -> labels.endsWith(label))) {
      failures.add("%s: found in %s".formatted(query, shown));
    }
  }

  /** Each place that is told has these bytes in the image itself. */
  private void checkText(String query, JsonNode found, Path image) throws IOException {
    String text = query.substring(query.indexOf('"') + 1, query.indexOf('"', TEXT.length() + 1));
    byte[] expected = text.getBytes(StandardCharsets.UTF_8);
    if (found.get("hits").isEmpty()) {
      failures.add(query + ": not found");
    }
    try (Dump dump = DumpFiles.open(image)) {
      for (JsonNode hit : found.get("hits")) {
        byte[] read = new byte[expected.length];
        if (hit.get("frames").size() == 1) {
          dump.memory().read(hit.get("physical").asLong(), read, 0, read.length);
          String there = new String(read, StandardCharsets.UTF_8);
          if (!there.equalsIgnoreCase(text)) {
            failures.add("%s: at %s is '%s'".formatted(query, hit.get("physical"), there));
          }
        }
      }
    }
  }

  /** Takes away what was made. */
  void delete() throws IOException {
    if (Files.exists(repository)) {
      try (Stream<Path> files = Files.walk(repository)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
