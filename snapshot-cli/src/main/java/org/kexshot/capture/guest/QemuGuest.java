package org.kexshot.capture.guest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.linux.socket.PipeEnd;
import org.kexshot.qemu.Qmp;
import org.kexshot.qemu.QmpMessage;

/**
 * A machine that QEMU emulates, reached by its machine protocol. Its memory is written by QEMU
 * ({@code dump-guest-memory}, QEMU's {@code dump/dump.c}) into a pipe, of which QEMU is given an
 * end: no file of the guest's memory is made that QEMU's user could read, and nothing is left if
 * this process is killed. QEMU itself stops the guest and lets it go on, so that a failure here
 * cannot leave it standing.
 */
public final class QemuGuest implements Guest {
  private static final Duration GREETING = Duration.ofSeconds(5);
  private static final String PIPE = "kexshot-memory";
  private static final String STOPPED = "STOP";
  private static final String RESUMED = "RESUME";

  private final Path socket;
  private final Qmp qmp;
  private final Times times;
  private final long memoryBytes;

  /** When the guest stopped and went on last. Written by the reader of QEMU's events. */
  private static final class Times {
    private Optional<Instant> stopped = Optional.empty();
    private Optional<Instant> resumed = Optional.empty();

    synchronized void event(QmpMessage event) {
      String name = event.event().orElse("");
      Optional<Instant> at = Optional.of(event.happened().orElseGet(Instant::now));
      if (name.equals(STOPPED)) {
        stopped = at;
        resumed = Optional.empty();
      } else if (name.equals(RESUMED)) {
        resumed = at;
      }
    }

    synchronized void clear() {
      stopped = Optional.empty();
      resumed = Optional.empty();
    }

    synchronized GuestStop since(Instant asked) {
      return new GuestStop(
          stopped.orElse(asked),
          stopped.isPresent() && resumed.isPresent()
              ? Optional.of(Duration.between(stopped.get(), resumed.get()))
              : Optional.empty());
    }
  }

  private QemuGuest(Path socket, Qmp qmp, Times times) throws IOException {
    this.socket = socket;
    this.qmp = qmp;
    this.times = times;
    this.memoryBytes = qmp.memoryBytes();
  }

  /**
   * Connects to QEMU.
   *
   * @param socket of its machine protocol, as {@code -qmp unix:SOCKET,server=on,wait=off} makes it
   * @throws org.kexshot.qemu.QemuException if QEMU does not greet or answer
   */
  public static QemuGuest connect(Path socket) throws IOException {
    Times times = new Times();
    Qmp qmp = Qmp.connect(socket, times::event, GREETING);
    try {
      return new QemuGuest(socket, qmp, times);
    } catch (IOException e) {
      qmp.close();
      throw e;
    }
  }

  @Override
  public long memoryBytes() {
    return memoryBytes;
  }

  @Override
  public String name() {
    return "qemu:" + socket;
  }

  @Override
  public MemoryStream takeMemory() throws IOException {
    times.clear();
    Instant asked = Instant.now();
    try (PipeEnd.Both pipe = PipeEnd.pipe()) {
      qmp.give(pipe.writing(), PIPE);
      MemoryStream stream = new MemoryStream(pipe.reading().stream(), name());
      stream.begin(this::write, () -> times.since(asked), memoryBytes);
      return stream;
    }
  }

  private void write(Duration patience) throws IOException {
    try {
      qmp.dumpGuestMemory(PIPE, patience);
    } catch (IOException e) {
      qmp.takeBack(PIPE);
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    qmp.close();
  }
}
