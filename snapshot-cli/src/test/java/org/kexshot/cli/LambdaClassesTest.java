package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read out of code is what the runtime itself lists when that code has run. */
class LambdaClassesTest {
  private static final String PROXY = "@lambda-proxy ";
  private static final String FORM = "@lambda-form-invoker ";

  private static List<String> listedByTheRuntime(Path directory) throws Exception {
    Path list = directory.resolve("list");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:off",
                "-XX:DumpLoadedClassList=" + list,
                "-cp",
                Path.of(
                        LambdaSample.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString(),
                LambdaSample.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
    return Files.readAllLines(list);
  }

  private static TreeSet<String> listedFromCode() throws IOException {
    TreeSet<String> lines = new TreeSet<>();
    try (InputStream bytes = LambdaSample.class.getResourceAsStream("LambdaSample.class")) {
      new LambdaClasses(lines).add(bytes);
    }
    return lines;
  }

  @Test
  void allThatTheRuntimeGeneratesIsListed(@TempDir Path directory) throws Exception {
    List<String> expected = listedByTheRuntime(directory);
    TreeSet<String> found = listedFromCode();
    String own = PROXY + LambdaSample.class.getName().replace('.', '/') + " ";
    assertThat(found.stream().filter(line -> line.startsWith(PROXY)))
        .hasSizeGreaterThanOrEqualTo(8)
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().filter(line -> line.startsWith(own)).toList());
    // Those of which the runtime itself brings none along.
    List<String> forms =
        expected.stream()
            .filter(line -> line.startsWith(FORM))
            .filter(line -> line.contains("LJDL") || line.contains("JDL3"))
            .toList();
    assertThat(forms).hasSizeGreaterThanOrEqualTo(2);
    assertThat(found).containsAll(forms);
  }
}
