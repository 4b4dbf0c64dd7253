package org.kexshot.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.cli.failure.FailureReport;
import org.kexshot.linux.SystemCallException;

/** The client, against a monitor whose answers come when the test wants them to. */
@Timeout(60)
class QmpTest {
  @TempDir private Path directory;
  private Path path;
  private ServerSocketChannel listener;

  @BeforeEach
  void listen() throws IOException {
    path = directory.resolve("qmp");
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(path));
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private record Monitor(SocketChannel channel, BufferedReader requests) {
    String asked() throws IOException {
      return requests.readLine();
    }

    void says(String line) throws IOException {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(line + "\n");
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }

  private static <T> FutureTask<T> aside(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private Monitor greeting() throws IOException {
    SocketChannel channel = listener.accept();
    Monitor monitor =
        new Monitor(
            channel, new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)));
    monitor.says("{\"QMP\": {}}");
    assertThat(monitor.asked()).contains("qmp_capabilities");
    monitor.says("{\"return\": {}, \"id\": 1}");
    return monitor;
  }

  /** As of a dump that nobody read until the client had given it up. */
  @Fault("QEMU's answer to what was given up is taken for the next one's")
  @Test
  void anAnswerThatComesTooLateIsNotTakenForTheNextOne() throws Exception {
    FutureTask<Monitor> accepted = aside(this::greeting);
    try (Qmp qmp = Qmp.connect(path)) {
      Monitor monitor = accepted.get();
      assertThatThrownBy(() -> qmp.execute("dump-guest-memory", Map.of(), Duration.ofMillis(50)))
          .isInstanceOf(QemuException.class)
          .hasMessageContaining("did not answer dump-guest-memory");
      assertThat(monitor.asked()).contains("dump-guest-memory");
      FutureTask<String> status = aside(qmp::status);
      assertThat(monitor.asked()).contains("query-status");
      monitor.says("{\"id\": 2, \"error\": {\"desc\": \"Broken pipe\"}}");
      monitor.says("{\"id\": 3, \"return\": {\"status\": \"running\"}}");
      assertThat(status.get()).isEqualTo("running");
    }
  }

  /** As {@code connect} fails for whom file permissions hold; not for root, who may run this. */
  @Fault("A socket of QEMU's that the user may not open is told as one that nobody serves")
  @ParameterizedTest
  @CsvSource({"13, 8", "1, 8", "2, 29", "111, 29"})
  void whoMayNotConnectIsToldSo(int errno, int exitCode) {
    SystemCallException refused = new SystemCallException("connect(\"/qmp\")", errno, "refused");
    StringWriter err = new StringWriter();
    int code =
        new FailureReport(false)
            .report(Qmp.unconnected(Path.of("/qmp"), refused), new PrintWriter(err));
    assertThat(code).isEqualTo(exitCode);
    assertThat(err.toString())
        .startsWith(
            exitCode == 8
                ? "kexshot: /qmp: permission denied; be root, or a user who may write to this"
                    + " socket"
                : "kexshot: QEMU cannot be reached: connect(\"/qmp\"): refused (errno " + errno);
  }

  @Test
  void aRefusalOfWhatQemuCouldNotReadHasNoNumber() throws Exception {
    FutureTask<Monitor> accepted = aside(this::greeting);
    try (Qmp qmp = Qmp.connect(path)) {
      Monitor monitor = accepted.get();
      FutureTask<String> status = aside(qmp::status);
      assertThat(monitor.asked()).contains("query-status");
      monitor.says("{\"error\": {\"desc\": \"JSON parse error\"}}");
      assertThatThrownBy(status::get).hasMessageContaining("JSON parse error");
    }
  }
}
