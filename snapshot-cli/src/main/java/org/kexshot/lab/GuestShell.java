package org.kexshot.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.kexshot.qemu.LineReceiver;
import org.kexshot.qemu.Mailbox;
import org.kexshot.qemu.UnixSocket;

/**
 * The host's end of the command channel: runs shell scripts in a guest over its second serial port.
 * The guest's end is {@code /sbin/lab-shell} of its root file system. Safe for any number of
 * threads; each may have a command under way.
 *
 * <p>Lines of ASCII both ways, N being the job's number:
 *
 * <pre>
 * host   @N new             a job; @N add BASE64 adds a piece of its script; @N run MD5 starts it
 *        @N ask             how is it?        @N kill            ends it and all it started
 *        @N done            its result arrived
 *        @0 hello           are you there?
 * guest  @0 ready           @N running
 *        @N damaged         the script's checksum is wrong: send it again
 *        @N exit CODE plain|gzip, lines of BASE64 of the output,
 *        @N err, lines of BASE64 of the errors, @N end MD5
 * </pre>
 *
 * <p>While the machine is in another kernel nothing answers, and bytes on their way are lost. So
 * the guest keeps a result until it is told {@code done}, a request may be repeated without harm,
 * and the host, after some silence, asks.
 */
public final class GuestShell implements AutoCloseable {
  /** How long nothing at all comes in before the host asks; each time twice as long as before. */
  private static final Duration SILENCE = Duration.ofSeconds(3);

  private static final int MAX_SILENCE_DOUBLINGS = 3;
  private static final Duration TICK = Duration.ofMillis(500);

  /** Well below the 4096 bytes that a terminal line may have. */
  private static final int PIECE = 1024;

  private final ShellAnswerParser parser = new ShellAnswerParser();
  private final Map<Long, Mailbox<ShellAnswer>> jobs = new ConcurrentHashMap<>();

  // Numbers that an earlier host on the same guest cannot have used.
  private final AtomicLong nextJob = new AtomicLong(System.currentTimeMillis());
  private final UnixSocket socket;
  private volatile IOException end;
  private volatile long lastHeard;

  private GuestShell(Path path) throws IOException {
    jobs.put(0L, new Mailbox<>());
    this.socket = UnixSocket.connect(path, new LineReceiver(this::line, this::end));
  }

  /**
   * Connects to the socket that QEMU made of the serial port; the guest need not have booted yet.
   */
  static GuestShell connect(Path path) throws IOException {
    return new GuestShell(path);
  }

  /**
   * Waits until the guest's end is up.
   *
   * @throws GuestException when it is not in time
   */
  public void awaitReady(Duration timeout) throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    Mailbox<ShellAnswer> answers = jobs.get(0L);
    while (answers.poll(Mailbox.until(deadline, SILENCE)).isEmpty()) {
      if (System.nanoTime() >= deadline) {
        throw new GuestException("its command channel did not answer in " + seconds(timeout));
      }
      send("@0 hello\n");
    }
  }

  /**
   * Runs a script in the guest, as root, with {@code /bin/sh}, and waits for its end. A failing
   * script is not an error here.
   *
   * @throws GuestException when it has not ended in time; it is killed then
   */
  public ExecResult exec(String script, Duration timeout) throws IOException {
    long job = nextJob.getAndIncrement();
    Mailbox<ShellAnswer> answers = new Mailbox<>();
    jobs.put(job, answers);
    try {
      if (end != null) {
        throw new IOException(end.getMessage(), end);
      }
      ExecResult result = await(job, request(job, script), answers, timeout);
      send("@" + job + " done\n");
      return result;
    } catch (GuestException e) {
      throw new GuestException(e.getMessage() + ": " + firstLine(script), e);
    } finally {
      jobs.remove(job);
    }
  }

  /** Runs a script that must succeed within five minutes; its standard output. */
  public String run(String script) throws IOException {
    return exec(script, Duration.ofMinutes(5)).expectSuccess().text();
  }

  /** Writes a small file in the guest; 100 KiB take some seconds. */
  public void upload(byte[] content, String path) throws IOException {
    String text = Base64.getMimeEncoder(76, new byte[] {'\n'}).encodeToString(content);
    run("base64 -d >" + quote(path) + " <<'END'\n" + text + "\nEND\n");
  }

  /** Reads a small file of the guest. */
  public byte[] download(String path) throws IOException {
    return exec("cat " + quote(path), Duration.ofMinutes(5)).expectSuccess().output();
  }

  /** A word of the guest's shell that means exactly this text. */
  public static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private ExecResult await(long job, String request, Mailbox<ShellAnswer> answers, Duration timeout)
      throws IOException {
    long deadline = System.nanoTime() + timeout.toNanos();
    int asked = 0;
    long lastAsked = System.nanoTime();
    send(request);
    while (true) {
      Optional<ShellAnswer> answer = answers.poll(Mailbox.until(deadline, TICK));
      if (answer.isPresent() && answer.get() instanceof ShellAnswer.Ended ended) {
        return ended.result();
      }
      if (answer.isPresent() && answer.get() instanceof ShellAnswer.Damaged) {
        send(request);
      }
      if (System.nanoTime() >= deadline) {
        send("@" + job + " kill\n@" + job + " done\n");
        throw new GuestException("a command did not end in " + seconds(timeout));
      }
      // A frozen guest finds all questions at once when it comes back, and answers each.
      long quietSince = lastHeard - lastAsked > 0 ? lastHeard : lastAsked;
      long patience = SILENCE.toNanos() << Math.min(asked, MAX_SILENCE_DOUBLINGS);
      if (System.nanoTime() - quietSince > patience) {
        send("@" + job + " ask\n");
        asked++;
        lastAsked = System.nanoTime();
      }
    }
  }

  private static String request(long job, String script) {
    String text = Base64.getEncoder().encodeToString(script.getBytes(StandardCharsets.UTF_8));
    StringBuilder request = new StringBuilder("@" + job + " new\n");
    for (int at = 0; at < text.length(); at += PIECE) {
      String piece = text.substring(at, Math.min(text.length(), at + PIECE));
      request.append('@').append(job).append(" add ").append(piece).append('\n');
    }
    return request + "@" + job + " run " + ShellAnswerParser.md5(script) + "\n";
  }

  /** Sends whole lines; the newline before them ends what a damaged request may have left. */
  private void send(String lines) throws IOException {
    socket.write(("\n" + lines).getBytes(StandardCharsets.US_ASCII));
  }

  private void line(String line) {
    lastHeard = System.nanoTime();
    parser
        .line(line)
        .ifPresent(
            answer -> {
              Mailbox<ShellAnswer> job = jobs.get(answer.job());
              if (job != null) {
                job.put(answer);
              }
            });
  }

  private void end(IOException reason) {
    end = reason;
    jobs.values().forEach(job -> job.end(reason));
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  private static String firstLine(String script) {
    String line = script.strip().lines().findFirst().orElse("");
    return line.length() <= 120 ? line : line.substring(0, 120) + "...";
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
