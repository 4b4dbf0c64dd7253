package org.kexshot.fleet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLException;

/**
 * Talks to an OpenSearch server. One that has too much to do is asked again after a while; any
 * other failure is one line that says what to do. For one thread.
 */
public final class OpenSearchServer {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(120);
  private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504);
  private static final String JSON = "application/json";
  private static final String LINES = "application/x-ndjson";

  private final ServerAccess access;
  private final HttpClient client;
  private final Optional<String> authorization;
  private long bytesSent;
  private long waits;

  private OpenSearchServer(ServerAccess access) throws IOException {
    this.access = access;
    this.authorization = access.authorization();
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    if (access.authority().isPresent()) {
      builder.sslContext(ServerTrust.in(access.authority().get()));
    }
    this.client = builder.build();
  }

  /**
   * Asks a server what it is.
   *
   * @throws FleetException if it cannot be reached, or is not OpenSearch 2 or later
   */
  public static OpenSearchServer connect(ServerAccess access) throws IOException {
    OpenSearchServer server = new OpenSearchServer(access);
    Map<String, Object> is = server.get("/").orElse(Map.of());
    String distribution = JsonData.text(is, "version", "distribution");
    String version = JsonData.text(is, "version", "number");
    if (!distribution.equals("opensearch")) {
      throw server.failure(
          version.isEmpty()
              ? "not an OpenSearch server"
              : "not OpenSearch but another server, of version %s".formatted(version));
    }
    if (!version.matches("([2-9]|[1-9]\\d+)\\..*")) {
      throw server.failure("OpenSearch %s is too old; 2.0 or later is needed".formatted(version));
    }
    return server;
  }

  FleetException failure(String what) {
    return new FleetException(access.server() + ": " + what);
  }

  /** Bytes of requests, as they went over the network, without their headers. */
  public long bytesSent() {
    return bytesSent;
  }

  /** How often it had too much to do. */
  public long waits() {
    return waits;
  }

  /** Names of the indices begin with it. */
  String prefix() {
    return access.prefix();
  }

  /** What is at a path; empty if nothing is. */
  Optional<Map<String, Object>> get(String path) throws IOException {
    return send(request(path).GET());
  }

  /** Puts something at a path. */
  Map<String, Object> put(String path, Object json) throws IOException {
    return send(body(path, JSON, "PUT", JsonData.bytes(json))).orElseThrow(() -> missing(path));
  }

  /** Asks for something. */
  Map<String, Object> post(String path, Object json) throws IOException {
    return postIfThere(path, json).orElseThrow(() -> missing(path));
  }

  /** The same; empty if what the path names is not there. */
  Optional<Map<String, Object>> postIfThere(String path, Object json) throws IOException {
    return send(body(path, JSON, "POST", JsonData.bytes(json)));
  }

  /** Sends lines of JSON. */
  Map<String, Object> postLines(String path, byte[] lines) throws IOException {
    return send(body(path, LINES, "POST", lines)).orElseThrow(() -> missing(path));
  }

  /** Notes that a part of a request was refused for there is too much to do, and waits. */
  void awaitRoom(Backoff backoff, OptionalLong seconds) throws FleetException {
    waits++;
    backoff.await(seconds);
  }

  private FleetException missing(String path) {
    return failure("there is no " + path);
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(access.server() + path))
            .timeout(ANSWER)
            .header("Accept", JSON);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  /** Packed, since objects of a kind are much alike. */
  private HttpRequest.Builder body(String path, String type, String method, byte[] bytes)
      throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    bytesSent += packed.size();
    return request(path)
        .header("Content-Type", type)
        .header("Content-Encoding", "gzip")
        .method(method, HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray()));
  }

  private Optional<Map<String, Object>> send(HttpRequest.Builder request) throws IOException {
    Backoff backoff = new Backoff();
    while (true) {
      HttpResponse<byte[]> response = response(request.build());
      if (!BUSY.contains(response.statusCode())) {
        return read(response);
      }
      if (!backoff.isLeft()) {
        throw failure(
            "it has too much to do (HTTP %d), again and again: try later"
                .formatted(response.statusCode()));
      }
      awaitRoom(backoff, retryAfter(response));
    }
  }

  private static OptionalLong retryAfter(HttpResponse<byte[]> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> OptionalLong.of(Long.parseLong(text)))
        .orElse(OptionalLong.empty());
  }

  private HttpResponse<byte[]> response(HttpRequest request) throws FleetException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new FleetException(access.server() + ": interrupted", interrupted);
    } catch (IOException failed) {
      throw new FleetException(access.server() + ": " + reason(failed), failed);
    }
  }

  private static String reason(IOException failed) {
    if (failed instanceof SSLException) {
      return "no trust in its certificate (%s); --ca FILE names the one that signed it"
          .formatted(failed.getMessage());
    }
    if (failed instanceof HttpTimeoutException) {
      return "no answer in time; what it took in stays, so do the same again";
    }
    if (failed instanceof ConnectException) {
      return "no connection: is the address right, and does OpenSearch run there?";
    }
    return "the connection broke (%s); what it took in stays, so do the same again"
        .formatted(failed.getMessage());
  }

  private Optional<Map<String, Object>> read(HttpResponse<byte[]> response) throws FleetException {
    int status = response.statusCode();
    if (status == 401) {
      throw failure("it does not know this user and password: --user, --password-file");
    }
    if (status == 403) {
      throw failure("the user lacks a right: " + explained(response));
    }
    if (status == 404) {
      return Optional.empty();
    }
    if (status >= 300) {
      throw failure("HTTP %d: %s".formatted(status, explained(response)));
    }
    try {
      return Optional.of(JsonData.read(response.body()));
    } catch (IOException foreign) {
      throw new FleetException(access.server() + ": not an OpenSearch server", foreign);
    }
  }

  private static String explained(HttpResponse<byte[]> response) {
    try {
      Map<String, Object> body = JsonData.read(response.body());
      String reason = JsonData.text(body, "error", "reason");
      var causes = JsonData.objects(body, "error", "root_cause");
      String root = causes.isEmpty() ? "" : JsonData.text(causes.get(0), "reason");
      return root.isEmpty() ? reason : root;
    } catch (IOException foreign) {
      return "no reason is told";
    }
  }
}
