package org.kexshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the libraries on the class path against the advisories that are known. */
class KnownAdvisoriesTest {
  /**
   * {@code name-1.2.3.jar} or {@code name-1.2.3-4.jar}; a jar of the project has a version too, but
   * no number alone.
   */
  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\d.]*(?:-\\d+)?)\\.jar");

  /** What tests alone have, and nobody else runs. */
  private static final Pattern TEST_TOOL =
      Pattern.compile(
          "junit-.*|jqwik.*|jmh-.*|archunit.*|opentest4j|apiguardian-api|byte-buddy.*|slf4j-.*"
              + "|surefire-.*|maven-.*|common-.*|jopt-simple|commons-math3"
              + "|selenium.*|guava|failureaccess|error_prone_annotations|j2objc-annotations"
              + "|opentelemetry-.*|annotations|jspecify|auto-service-annotations");

  private KnownAdvisories known;

  @BeforeEach
  void readList() throws IOException {
    known = KnownAdvisories.parse(Files.readString(Path.of("../docs/advisories.md")));
  }

  @Test
  void noLibraryHasAKnownFault() {
    List<String> faults = new ArrayList<>();
    libraries()
        .forEach(
            (artifact, version) ->
                known
                    .of(artifact, version)
                    .forEach(what -> faults.add(artifact + " " + version + ": " + what)));
    assertThat(faults).isEmpty();
  }

  /** A library that is new has not been looked up by chance. */
  @Test
  void everyLibraryWasLookedUp() {
    assertThat(libraries().keySet())
        .contains(
            "aircompressor", "jackson-core", "jte-runtime", "lucene-core", "jna", "picocli", "xz")
        .filteredOn(artifact -> !TEST_TOOL.matcher(artifact).matches())
        .allMatch(known::lookedUp);
  }

  /** Time alone fails no build. */
  @Test
  void anOldListIsAWarning() {
    if (known.complete().isBefore(LocalDate.now().minusMonths(6))) {
      System.err.printf(
          "[WARNING] docs/advisories.md is complete as of %s only: look the libraries up%n",
          known.complete());
    }
    assertThat(known.complete()).isAfter(LocalDate.of(2026, 1, 1));
  }

  @Test
  void anAffectedVersionIsKnown() {
    assertThat(known.of("aircompressor", "0.26")).hasSize(2);
    assertThat(known.of("aircompressor", "0.27"))
        .singleElement()
        .asString()
        .contains("CVE-2025-67721");
    assertThat(known.of("aircompressor", "2.0.3")).isEmpty();
    assertThat(known.of("jackson-core", "2.18.11")).isEmpty();
    assertThat(known.of("jackson-core", "2.20.1")).hasSize(4);
    assertThat(known.of("jackson-core", "2.9.10")).hasSize(4);
  }

  /** Versions of the libraries on the class path by artifact. */
  private static Map<String, String> libraries() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Map<String, String> libraries = new TreeMap<>();
    for (String entry : path.split(File.pathSeparator)) {
      Matcher jar = JAR.matcher(Path.of(entry).getFileName().toString());
      if (jar.matches()) {
        libraries.put(jar.group(1), jar.group(2));
      }
    }
    return libraries;
  }
}
