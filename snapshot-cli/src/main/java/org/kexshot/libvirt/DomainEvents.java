package org.kexshot.libvirt;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a domain stopped and went on last, by libvirt's clock, to the millisecond. Events before
 * libvirt knows of the listener are not heard.
 */
public final class DomainEvents implements Closeable {
  /** As virsh(1) prints an event with {@code --timestamp}. */
  private static final Pattern EVENT =
      Pattern.compile("(\\S+ \\S+): event 'lifecycle' for domain .*: (Suspended|Resumed) .*");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSxx", Locale.ROOT);

  private final Process process;
  private Optional<Instant> stopped = Optional.empty();
  private Optional<Instant> resumed = Optional.empty();

  /**
   * @param process whose output they are; it is ended when this is closed
   */
  DomainEvents(Process process) {
    this.process = process;
    Thread thread = new Thread(this::read, "libvirt's events");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line);
      }
    } catch (IOException ended) {
      return;
    }
  }

  /** Takes in a line; what is no event that matters is passed over. */
  private synchronized void take(String line) {
    Matcher event = EVENT.matcher(line);
    if (event.matches()) {
      Optional<Instant> at = time(event.group(1));
      if (event.group(2).equals("Suspended")) {
        stopped = at;
        resumed = Optional.empty();
      } else {
        resumed = at;
      }
      notifyAll();
    }
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text, TIME).toInstant());
    } catch (DateTimeException unlike) {
      return Optional.empty();
    }
  }

  /** When it stopped last, if that was heard. */
  public synchronized Optional<Instant> stopped() {
    return stopped;
  }

  /**
   * When it went on after it had stopped, if that is heard.
   *
   * @param millis how long to wait for the news
   */
  public synchronized Optional<Instant> resumed(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    for (long left = millis;
        stopped.isEmpty() || resumed.isEmpty();
        left = (deadline - System.nanoTime()) / 1_000_000) {
      if (left <= 0) {
        return Optional.empty();
      }
      wait(left);
    }
    return resumed;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
