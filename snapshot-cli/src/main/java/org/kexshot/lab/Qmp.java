package org.kexshot.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A client of QEMU's machine protocol (QEMU's {@code docs/interop/qmp-spec.txt}). Events are
 * dropped. Safe for any number of threads, one command at a time.
 */
public final class Qmp implements AutoCloseable {
  /** The forms in which QEMU writes a guest's memory. */
  public enum DumpFormat {
    /** An ELF core with every page. */
    ELF("elf"),
    /** kdump-compressed with zlib; zero pages are stored once. */
    KDUMP_ZLIB("kdump-zlib"),
    /** kdump-compressed with LZO. */
    KDUMP_LZO("kdump-lzo"),
    /** kdump-compressed with snappy. */
    KDUMP_SNAPPY("kdump-snappy");

    private final String qemuName;

    DumpFormat(String qemuName) {
      this.qemuName = qemuName;
    }
  }

  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Duration DUMP = Duration.ofMinutes(10);

  private final Mailbox<QmpMessage> answers = new Mailbox<>();
  private final UnixSocket socket;

  private Qmp(Path path) throws IOException {
    this.socket = UnixSocket.connect(path, new LineReceiver(this::line, answers::end));
  }

  static Qmp connect(Path path) throws IOException {
    Qmp qmp = new Qmp(path);
    try {
      qmp.execute("qmp_capabilities", Map.of());
      return qmp;
    } catch (IOException e) {
      qmp.close();
      throw e;
    }
  }

  /** Runs a command of QEMU's; what it returned. */
  public QmpMessage execute(String command, Map<String, Object> arguments) throws IOException {
    return execute(command, arguments, SHORT);
  }

  /**
   * Runs a command of QEMU's; what it returned.
   *
   * @throws GuestException with QEMU's own words, when QEMU refuses, or when no answer comes in
   *     time
   */
  public synchronized QmpMessage execute(
      String command, Map<String, Object> arguments, Duration timeout) throws IOException {
    socket.write(QmpMessage.request(command, arguments).getBytes(StandardCharsets.UTF_8));
    QmpMessage answer =
        answers
            .poll(timeout)
            .orElseThrow(
                () -> new GuestException("QEMU did not answer " + command + " in " + timeout));
    if (answer.refusal().isPresent()) {
      throw new GuestException(
          "QEMU refused " + command + " " + arguments + ": " + answer.refusal().get());
    }
    return answer;
  }

  /** Pauses all processors; the guest's clock stops too. */
  public void stop() throws IOException {
    execute("stop", Map.of());
  }

  /** Lets all processors go on. */
  public void cont() throws IOException {
    execute("cont", Map.of());
  }

  /**
   * QEMU's word for the state of the machine: {@code running}, {@code paused}, {@code debug} ...
   */
  public String status() throws IOException {
    return execute("query-status", Map.of()).returned("/status");
  }

  /** Writes bytes of physical memory, as they lie there now, to a file. Pause the guest first. */
  public void pmemsave(long address, long size, Path file) throws IOException {
    execute(
        "pmemsave",
        Map.of("val", address, "size", size, "filename", file.toAbsolutePath().toString()),
        DUMP);
  }

  /** Writes a dump of the whole memory; QEMU pauses the guest meanwhile. */
  public void dumpGuestMemory(Path file, DumpFormat format) throws IOException {
    execute(
        "dump-guest-memory",
        Map.of(
            "paging",
            false,
            "protocol",
            "file:" + file.toAbsolutePath(),
            "format",
            format.qemuName),
        DUMP);
  }

  /** Runs a command of QEMU's monitor for people, such as {@code info registers -a}; its output. */
  public String monitor(String command) throws IOException {
    return execute("human-monitor-command", Map.of("command-line", command), DUMP).returned("");
  }

  /** Ends QEMU at once, as if the power failed. */
  public void quit() throws IOException {
    execute("quit", Map.of());
  }

  private void line(String line) {
    try {
      QmpMessage message = QmpMessage.read(line);
      if (message.isAnswer()) {
        answers.put(message);
      }
    } catch (IOException e) {
      answers.end(new IOException("QEMU's monitor said what is no JSON: " + line, e));
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
