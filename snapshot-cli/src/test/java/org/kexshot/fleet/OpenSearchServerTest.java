package org.kexshot.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers may answer, and what the user is told then. */
class OpenSearchServerTest {
  private static final String OPENSEARCH =
      "{\"version\":{\"distribution\":\"opensearch\",\"number\":\"2.19.6\"}}";

  private record Answer(int status, String body, Map<String, String> headers) {}

  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> asked = new ArrayList<>();
  private final List<String> authorizations = new ArrayList<>();
  private HttpServer http;

  @BeforeEach
  void start() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            body = new GZIPInputStream(new java.io.ByteArrayInputStream(body)).readAllBytes();
          }
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + new String(body, StandardCharsets.UTF_8));
          authorizations.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          Answer answer = answers.remove();
          answer.headers().forEach(exchange.getResponseHeaders()::add);
          byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    http.start();
  }

  @AfterEach
  void stop() {
    http.stop(0);
  }

  private void answer(int status, String body) {
    answers.add(new Answer(status, body, Map.of()));
  }

  private ServerAccess access() {
    return new ServerAccess(
        URI.create("http://127.0.0.1:" + http.getAddress().getPort()),
        Optional.of("reader"),
        Optional.of("secret"),
        Optional.empty(),
        "kexshot");
  }

  private OpenSearchServer connected() throws IOException {
    answer(200, OPENSEARCH);
    return OpenSearchServer.connect(access());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "401 | Unauthorized | it does not know this user and password",
        "403 | {\"error\":{\"reason\":\"no permissions for [x]\"}} | lacks a right: no permissions"
            + " for [x]",
        "500 | oops | HTTP 500",
        "200 | <html>hello</html> | not an OpenSearch server",
        "200 | {\"version\":{\"number\":\"8.1.0\"}} | not OpenSearch but another server, of version"
            + " 8.1.0",
        "200 | {\"version\":{\"number\":\"1.3.0\",\"distribution\":\"opensearch\"}} | too old",
        "404 | nothing here | not an OpenSearch server"
      })
  void whatIsNotAsItShouldBeIsOneLine(int status, String body, String told) {
    answer(status, body);
    assertThatThrownBy(() -> OpenSearchServer.connect(access()))
        .isInstanceOf(FleetException.class)
        .hasMessageStartingWith("http://127.0.0.1:" + http.getAddress().getPort() + ": ")
        .hasMessageContaining(told);
  }

  @Test
  void theUserIsNamedToTheServer() throws IOException {
    connected();
    assertThat(authorizations).containsExactly("Basic cmVhZGVyOnNlY3JldA==");
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws IOException {
    OpenSearchServer server = connected();
    answers.add(new Answer(429, "", Map.of("Retry-After", "0")));
    answers.add(new Answer(503, "", Map.of("Retry-After", "0")));
    answer(200, "{\"done\":true}");
    assertThat(server.get("/x")).contains(Map.of("done", true));
    assertThat(server.waits()).isEqualTo(2);
    assertThat(asked).hasSize(4);
  }

  /** Of three items one is taken, one comes too early, and one is wrong. */
  @Test
  void itemsAreRefusedOneByOne() throws IOException {
    OpenSearchServer server = connected();
    answer(
        200,
        "{\"errors\":true,\"items\":[{\"index\":{\"_id\":\"a\",\"status\":201}},"
            + "{\"index\":{\"_id\":\"b\",\"status\":429,\"error\":{\"reason\":\"rejected\"}}},"
            + "{\"index\":{\"_id\":\"c\",\"status\":400,\"error\":{\"reason\":\"failed to parse\","
            + "\"caused_by\":{\"reason\":\"not an IP\"}}}}]}");
    answer(200, "{\"errors\":false,\"items\":[{\"index\":{\"_id\":\"b\",\"status\":200}}]}");
    BulkSender sender = new BulkSender(server, "objects");
    for (String id : List.of("a", "b", "c")) {
      sender.put(id, JsonData.bytes(Map.of("of", id)));
    }
    assertThatThrownBy(sender::finish)
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("it refused 1 documents: c: failed to parse: not an IP");
    assertThat(asked.get(1)).startsWith("POST /objects/_bulk ").contains("\"_id\":\"c\"");
    assertThat(asked.get(2))
        .isEqualTo("POST /objects/_bulk {\"index\":{\"_id\":\"b\"}}\n{\"of\":\"b\"}\n");
  }

  @Test
  void whereNothingListensTheUserIsAsked() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    URI nothing = URI.create("http://127.0.0.1:" + free);
    assertThatThrownBy(() -> OpenSearchServer.connect(anonymous(nothing, Optional.empty())))
        .isInstanceOf(FleetException.class)
        .hasMessage(
            nothing + ": no connection: is the address right, and does OpenSearch run there?");
  }

  @Test
  void aPlainServerIsNotTrusted() throws Exception {
    Thread answering;
    try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      answering = new Thread(() -> answerPlainly(plain));
      answering.start();
      URI secure = URI.create("https://127.0.0.1:" + plain.getLocalPort());
      assertThatThrownBy(() -> OpenSearchServer.connect(anonymous(secure, Optional.empty())))
          .isInstanceOf(FleetException.class)
          .hasMessageContaining("--ca FILE");
    }
    answering.join();
  }

  /** Until the socket is closed: what is refused may be tried again. */
  private static void answerPlainly(ServerSocket plain) {
    while (true) {
      try (Socket asked = plain.accept()) {
        asked.getInputStream().read(new byte[64]);
        asked.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes());
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Test
  void aFileOfCertificatesHasCertificates(@TempDir Path directory) throws IOException {
    Path empty = Files.writeString(directory.resolve("ca.pem"), "nothing\n");
    URI secure = URI.create("https://127.0.0.1:1");
    assertThatThrownBy(() -> OpenSearchServer.connect(anonymous(secure, Optional.of(empty))))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining(empty.toString())
        .hasMessageContaining("PEM");
  }

  private static ServerAccess anonymous(URI server, Optional<Path> authority) {
    return new ServerAccess(server, Optional.empty(), Optional.empty(), authority, "kexshot");
  }

  @Test
  void aPasswordGoesOverNoNetworkInPlain() {
    ServerAccess plain =
        new ServerAccess(
            URI.create("http://192.0.2.1:9200"),
            Optional.of("u"),
            Optional.of("p"),
            Optional.empty(),
            "kexshot");
    assertThatThrownBy(() -> OpenSearchServer.connect(plain))
        .isInstanceOf(FleetException.class)
        .hasMessageContaining("use https");
    ServerAccess without =
        new ServerAccess(
            plain.server(), Optional.of("u"), Optional.empty(), Optional.empty(), "kexshot");
    assertThatThrownBy(() -> OpenSearchServer.connect(without))
        .hasMessageContaining("the password of u is missing: --password-file");
  }

  @ParameterizedTest
  @CsvSource({
    "search.example:9200, is not an address",
    "ftp://search.example, is not an address",
    "http://u:p@search.example, no user and password in an address",
    "http://a b, is not an address"
  })
  void addressesAreChecked(String address, String told) {
    assertThatThrownBy(() -> ServerAccess.address(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(told);
    assertThat(ServerAccess.address("https://h:1/")).isEqualTo(URI.create("https://h:1"));
  }
}
