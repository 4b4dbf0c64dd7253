package org.kexshot.qemu;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.socket.LocalSocket;
import org.kexshot.linux.socket.PipeEnd;

/**
 * A client of QEMU's machine protocol (QEMU's {@code docs/interop/qmp-spec.txt}). Safe for any
 * number of threads, one command at a time.
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

  private static final int EPERM = 1;
  private static final int EACCES = 13;

  private static final Duration SHORT = Duration.ofSeconds(30);
  private static final Duration DUMP = Duration.ofMinutes(10);

  private final Mailbox<QmpMessage> answers = new Mailbox<>();
  private final Consumer<QmpMessage> events;
  private final LocalSocket channel;
  private final UnixSocket socket;
  private volatile boolean greeted;

  /** Of the last request. */
  private long id;

  private Qmp(Path path, Consumer<QmpMessage> events) throws IOException {
    this.events = events;
    this.channel = open(path);
    this.socket = UnixSocket.over(channel, path, new LineReceiver(this::line, answers::end));
  }

  private static LocalSocket open(Path path) throws IOException {
    try {
      return LocalSocket.connect(path);
    } catch (SystemCallException refused) {
      throw unconnected(path, refused);
    }
  }

  /** Why nothing can be asked: QEMU may be there, but not for this user. */
  static IOException unconnected(Path path, SystemCallException refused) {
    if (refused.errno() == EACCES || refused.errno() == EPERM) {
      AccessDeniedException denied =
          new AccessDeniedException(
              path.toString(), null, "be root, or a user who may write to this socket of QEMU's");
      denied.initCause(refused);
      return denied;
    }
    return new QemuException(
        "QEMU cannot be reached: %s; is it running, with `-qmp unix:%s,server=on,wait=off`?"
            .formatted(refused.getMessage(), path),
        refused);
  }

  /** Connects, and drops events. */
  public static Qmp connect(Path path) throws IOException {
    return connect(path, event -> {}, SHORT);
  }

  /**
   * Connects.
   *
   * @param events is given each event in the order of their coming, by the reading thread, which it
   *     must not keep
   * @param patience how long QEMU may take to greet, which it does to one client at a time
   * @throws QemuException if it does not
   * @throws AccessDeniedException if this user may not connect
   */
  public static Qmp connect(Path path, Consumer<QmpMessage> events, Duration patience)
      throws IOException {
    Qmp qmp = new Qmp(path, events);
    try {
      qmp.execute("qmp_capabilities", Map.of(), patience);
      return qmp;
    } catch (IOException e) {
      qmp.close();
      throw qmp.greeted
          ? e
          : new QemuException(
              "%s: no greeting of QEMU's machine protocol came in %d s: is it the socket of `-qmp unix:…`,"
                      .formatted(path, patience.toSeconds())
                  + " and has another client (libvirt, a script) got hold of it?",
              e);
    }
  }

  /** Runs a command of QEMU's; what it returned. */
  public QmpMessage execute(String command, Map<String, Object> arguments) throws IOException {
    return execute(command, arguments, SHORT);
  }

  /**
   * Runs a command of QEMU's; what it returned.
   *
   * @throws QemuException with QEMU's own words, when QEMU refuses, or when no answer comes in time
   */
  public synchronized QmpMessage execute(
      String command, Map<String, Object> arguments, Duration timeout) throws IOException {
    socket.write(request(command, arguments));
    return answer(command, arguments, timeout);
  }

  /**
   * Gives QEMU a copy of an end of a pipe ({@code getfd}).
   *
   * @param name by which commands call it
   */
  public synchronized void give(PipeEnd end, String name) throws IOException {
    Map<String, Object> arguments = Map.of("fdname", name);
    ByteBuffer request = ByteBuffer.wrap(request("getfd", arguments));
    channel.send(request, end);
    while (request.hasRemaining()) {
      channel.write(request);
    }
    answer("getfd", arguments, SHORT);
  }

  /** Has QEMU close what it was given, if it has not by itself. */
  public void takeBack(String name) {
    try {
      execute("closefd", Map.of("fdname", name));
    } catch (IOException closedOrGone) {
      // It is closed, or QEMU is gone and all that it had with it.
    }
  }

  private byte[] request(String command, Map<String, Object> arguments) throws IOException {
    id++;
    return QmpMessage.request(id, command, arguments).getBytes(StandardCharsets.UTF_8);
  }

  private QmpMessage answer(String command, Map<String, Object> arguments, Duration timeout)
      throws IOException {
    QmpMessage answer =
        poll(command, timeout)
            .orElseThrow(
                () ->
                    new QemuException(
                        "QEMU did not answer %s in %d s".formatted(command, timeout.toSeconds())));
    if (answer.refusal().isPresent()) {
      throw new QemuException(
          "QEMU refused " + command + " " + arguments + ": " + answer.refusal().get());
    }
    return answer;
  }

  /** The answer to the last request; what comes for one that was given up is dropped. */
  private Optional<QmpMessage> poll(String command, Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      Optional<QmpMessage> answer = answers.poll(timeout);
      while (answer.isPresent() && !answer.get().answers(id)) {
        answer = answers.poll(Mailbox.until(deadline, timeout));
      }
      return answer;
    } catch (InterruptedIOException interrupted) {
      throw interrupted;
    } catch (IOException ended) {
      throw new QemuException(
          "QEMU did not answer %s: %s".formatted(command, ended.getMessage()), ended);
    }
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

  /** Bytes of RAM that the guest has, plugged memory too. */
  public long memoryBytes() throws IOException {
    QmpMessage sizes = execute("query-memory-size-summary", Map.of());
    return sizes.number("/base-memory").orElse(0) + sizes.number("/plugged-memory").orElse(0);
  }

  /** Writes bytes of physical memory, as they lie there now, to a file. Pause the guest first. */
  public void pmemsave(long address, long size, Path file) throws IOException {
    execute(
        "pmemsave",
        Map.of("val", address, "size", size, "filename", file.toAbsolutePath().toString()),
        DUMP);
  }

  /** Writes a dump of the whole memory to a file; QEMU pauses the guest meanwhile. */
  public void dumpGuestMemory(Path file, DumpFormat format) throws IOException {
    dumpGuestMemory("file:" + file.toAbsolutePath(), format, DUMP);
  }

  /**
   * Writes the whole memory as an ELF core into a pipe, whose end QEMU then closes. QEMU pauses a
   * guest that runs and lets it go on afterwards, also if writing fails, or nobody reads any more.
   *
   * @param name by which QEMU was given it
   */
  public void dumpGuestMemory(String name, Duration timeout) throws IOException {
    dumpGuestMemory("fd:" + name, DumpFormat.ELF, timeout);
  }

  private void dumpGuestMemory(String protocol, DumpFormat format, Duration timeout)
      throws IOException {
    execute(
        "dump-guest-memory",
        Map.of("paging", false, "protocol", protocol, "format", format.qemuName),
        timeout);
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
      greeted = true;
      if (message.isAnswer()) {
        answers.put(message);
      } else if (message.event().isPresent()) {
        events.accept(message);
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
