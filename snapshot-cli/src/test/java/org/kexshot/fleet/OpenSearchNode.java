package org.kexshot.fleet;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A real OpenSearch node in a Java of its own, so that it can be killed at any moment. */
final class OpenSearchNode implements Closeable {
  private static final Path MODULE = Path.of("../samples/opensearch-node/target").toAbsolutePath();
  private static final long MOST_SECONDS = 240;

  private final Path home;
  private Process process;
  private String port;

  /**
   * @param home where its data is kept
   */
  OpenSearchNode(Path home) {
    this.home = home;
  }

  /** Starts it, on a port that is free, and waits until it answers. */
  void start() throws IOException, InterruptedException {
    Path ready = home.resolve("ready");
    Files.createDirectories(home);
    Files.deleteIfExists(ready);
    Path log = home.resolve("log");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                MODULE.resolve("test-classes")
                    + ":"
                    + Files.readString(MODULE.resolve("class-path")).strip(),
                "org.kexshot.opensearch.TestNode",
                home.toString(),
                "0",
                ready.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!Files.exists(ready)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        kill();
        throw new IOException("the node did not start: " + Files.readString(log));
      }
      Thread.sleep(50);
    }
    port = Files.readString(ready);
  }

  /** Kills it at once. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** How the commands get there. */
  ServerAccess access() {
    return new ServerAccess(
        URI.create("http://127.0.0.1:" + port),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "kexshot");
  }

  /** What an index takes when it is merged. */
  String bytes(String of) throws IOException {
    OpenSearchServer server = OpenSearchServer.connect(access());
    server.post("/" + of + "/_forcemerge?max_num_segments=1", Map.of());
    server.post("/" + of + "/_flush", Map.of());
    Map<String, Object> stats = server.get("/" + of + "/_stats").orElseThrow();
    return "%d bytes of %d documents"
        .formatted(
            JsonData.number(stats, "_all", "primaries", "store", "size_in_bytes"),
            JsonData.number(stats, "_all", "primaries", "docs", "count"));
  }

  @Override
  public void close() {
    kill();
  }
}
