package org.kexshot.cli.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.store.Repository;

/** Results that nobody got, by processes of their own: a printer drops what went wrong. */
class UnwritableOutputTest {
  @TempDir private Path directory;

  @Fault("`ps --json > /dev/full` ends with 0")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--version",
        "--help",
        "list --repository REPOSITORY",
        "list --json --repository REPOSITORY"
      })
  void aFullDiskIsAFailure(String arguments) throws Exception {
    Ended ended = run(arguments, ">/dev/full");
    assertThat(ended.errors)
        .contains("standard output: No space left on device; the output is not whole");
    assertThat(ended.exitCode).isEqualTo(7);
  }

  @Fault("Output to a closed descriptor is lost, with exit code 0")
  @Test
  void aClosedDescriptorIsAFailure() throws Exception {
    Ended ended = run("--version", ">&-");
    assertThat(ended.errors).contains("standard output: Bad file descriptor");
    assertThat(ended.exitCode).isEqualTo(7);
  }

  @Test
  void aReaderThatWentAwayIsNone() throws Exception {
    Ended ended = run("--help", "3>&1 | true");
    assertThat(ended.errors).isEmpty();
  }

  private record Ended(int exitCode, String errors) {}

  private Ended run(String arguments, String redirection) throws IOException, InterruptedException {
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    String command =
        "exec \"$JAVA\" -XX:TieredStopAtLevel=1 -cp \"$CLASSES\" org.kexshot.cli.Main %s %s"
            .formatted(
                arguments.replace("REPOSITORY", repository.directory().toString()), redirection);
    ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", command));
    builder
        .environment()
        .put("JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());
    builder.environment().put("CLASSES", System.getProperty("java.class.path"));
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), errors);
  }
}
