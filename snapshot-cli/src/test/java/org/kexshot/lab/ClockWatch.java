package org.kexshot.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.kexshot.qemu.UnixSocket;

/**
 * Watches a guest's clocks by the host's: {@code clocks.c} in the guest tells them every ten
 * milliseconds. A sample may reach the host late and never early, so of many the earliest tells how
 * far the two machines' clocks are apart, to a millisecond or two.
 */
public final class ClockWatch implements UnixSocket.Receiver, AutoCloseable {
  /** A clock of Linux, in the order in which the guest tells them. */
  public enum Clock {
    REALTIME,
    MONOTONIC,
    MONOTONIC_RAW,
    BOOTTIME
  }

  /** Samples of which the earliest counts: about a second's. */
  private static final int WINDOW = 100;

  private static final int CLOCKS = Clock.values().length;

  /** What the host's clock and the guest's showed, in nanoseconds. */
  private record Sample(long host, long[] guest) {}

  private final Path directory;
  private final ByteBuffer line =
      ByteBuffer.allocate(CLOCKS * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final List<Sample> samples = new ArrayList<>();
  private UnixSocket socket;
  private long arrived;

  public ClockWatch() throws IOException {
    directory = Files.createTempDirectory("kexshot-clocks");
  }

  private Path port() {
    return directory.resolve("port");
  }

  /** Gives the guest the port at which it tells. */
  public GuestSettings port(GuestSettings settings) {
    return settings.withQemuOptions(
        "-chardev",
        "socket,server=on,wait=off,id=clocks,path=" + port(),
        "-device",
        "isa-debugcon,chardev=clocks,iobase=" + Heartbeat.PORT);
  }

  /** Listens; the guest may then begin to tell. */
  public void listen() throws IOException {
    socket = UnixSocket.connect(port(), this);
  }

  @Override
  public synchronized void receive(ByteBuffer bytes) {
    long now = System.nanoTime();
    while (bytes.hasRemaining()) {
      if (line.position() == 0) {
        arrived = now;
      }
      line.put(bytes.get());
      if (!line.hasRemaining()) {
        long[] guest = new long[CLOCKS];
        line.flip().asLongBuffer().get(guest);
        samples.add(new Sample(arrived, guest));
        line.clear();
      }
    }
  }

  @Override
  public void end(IOException reason) {}

  /** Forgets the samples so far. */
  public synchronized void begin() {
    samples.clear();
  }

  /**
   * What happened to the clocks in the one jump since the beginning. In the guest's own seconds: a
   * kernel that measured its counter on a busy host has them longer or shorter than the host's by
   * some hundred millionths.
   *
   * @throws IllegalStateException if there are too few samples before or after it
   */
  public synchronized Change change() {
    long[] late = late(Clock.MONOTONIC, 1);
    int jump = jump(late);
    long drift = least(late, jump - WINDOW, jump) - least(late, 0, WINDOW);
    double pace = 1 - (double) drift / (host(jump - WINDOW / 2) - host(WINDOW / 2));
    Map<Clock, Double> lost = new EnumMap<>(Clock.class);
    for (Clock clock : Clock.values()) {
      long[] own = late(clock, pace);
      // What a clock shows in the first second after the jump may not have been put right yet.
      long nanos = least(own, jump + WINDOW, jump + 2 * WINDOW) - least(own, jump - WINDOW, jump);
      lost.put(clock, nanos / 1e6);
    }
    double gap = pace * (host(jump) - host(jump - 1)) / 1e6;
    return new Change(gap, lost, backwards());
  }

  private long host(int sample) {
    return samples.get(sample).host;
  }

  /** How late a clock is at each sample, beside the host's at the guest's pace. */
  private long[] late(Clock clock, double pace) {
    return samples.stream()
        .mapToLong(s -> Math.round((s.host - host(0)) * pace) - s.guest[clock.ordinal()])
        .toArray();
  }

  /** The first sample after the jump: from there on the clock is behind for good. */
  private static int jump(long[] late) {
    int near = -1;
    long most = Long.MIN_VALUE;
    for (int i = 2 * WINDOW; i + 2 * WINDOW <= late.length; i++) {
      long step = least(late, i, i + WINDOW) - least(late, i - WINDOW, i);
      if (step > most) {
        most = step;
        near = i;
      }
    }
    if (near < 0) {
      throw new IllegalStateException(late.length + " samples, too few");
    }
    long between = least(late, near, near + WINDOW) - most / 2;
    int last = near - 1;
    while (late[last] > between) {
      last--;
    }
    return last + 1;
  }

  private static long least(long[] values, int from, int to) {
    return Arrays.stream(values, from, to).min().orElseThrow();
  }

  /** Clocks that once showed less than before. */
  private List<Clock> backwards() {
    List<Clock> backwards = new ArrayList<>();
    for (Clock clock : Clock.values()) {
      for (int i = 1; i < samples.size(); i++) {
        if (samples.get(i).guest[clock.ordinal()] < samples.get(i - 1).guest[clock.ordinal()]) {
          backwards.add(clock);
          break;
        }
      }
    }
    return backwards;
  }

  /**
   * A jump as the host saw it.
   *
   * @param gapMillis between the last sample before it and the first one after it
   * @param lostMillis what each clock did not count
   * @param backwards clocks that once went backwards
   */
  public record Change(double gapMillis, Map<Clock, Double> lostMillis, List<Clock> backwards) {}

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
    Files.deleteIfExists(port());
    Files.deleteIfExists(directory);
  }
}
