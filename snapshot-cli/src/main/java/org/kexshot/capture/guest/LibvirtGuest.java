package org.kexshot.capture.guest;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.libvirt.Domain;
import org.kexshot.libvirt.DomainEvents;
import org.kexshot.linux.socket.PipeEnd;

/**
 * A domain of libvirt's. Its memory is written into a pipe of this process, which libvirt's daemon
 * opens by its name in {@code /proc} (proc(5), {@code /proc/PID/fd}): no file of the guest's memory
 * is made, and libvirt knows of all that is done. libvirt stops the guest and lets it go on, also
 * if the pipe breaks.
 */
public final class LibvirtGuest implements Guest {
  /** An event comes some milliseconds after what it tells. */
  private static final long PATIENCE_FOR_EVENT = 2000;

  private final Domain domain;

  private LibvirtGuest(Domain domain) {
    this.domain = domain;
  }

  /**
   * Finds one.
   *
   * @param domain its name, id or UUID
   * @throws org.kexshot.libvirt.LibvirtException if there is none that has memory
   */
  public static LibvirtGuest connect(String domain) throws IOException {
    return new LibvirtGuest(Domain.find(domain));
  }

  @Override
  public long memoryBytes() throws IOException {
    return domain.memoryBytes();
  }

  @Override
  public String name() {
    return "libvirt:" + domain.name();
  }

  @Override
  public MemoryStream takeMemory() throws IOException {
    DomainEvents events = domain.listen();
    try {
      return takeMemory(events, PipeEnd.pipe());
    } catch (IOException | RuntimeException e) {
      events.close();
      throw e;
    }
  }

  private MemoryStream takeMemory(DomainEvents events, PipeEnd.Both pipe) throws IOException {
    try (PipeEnd reading = pipe.reading()) {
      Writing writing =
          new Writing(domain, events, pipe.writing(), domain.isPaused(), Instant.now());
      MemoryStream stream = new MemoryStream(reading.stream(), name());
      stream.begin(writing::write, writing::stop, domain.memoryBytes());
      return stream;
    } catch (IOException | RuntimeException e) {
      pipe.close();
      throw e;
    }
  }

  /**
   * The writing of a domain's memory.
   *
   * @param wasPaused whether it stood still before
   * @param asked when its memory was asked for
   */
  private record Writing(
      Domain domain, DomainEvents events, PipeEnd pipe, boolean wasPaused, Instant asked) {
    void write(Duration patience) throws IOException {
      try {
        domain.dumpMemory(pipe.path(), patience);
      } catch (IOException e) {
        events.close();
        throw e;
      } finally {
        // The reader waits for the end of what all writers write.
        pipe.close();
      }
    }

    GuestStop stop() throws IOException {
      Instant done = Instant.now();
      try (events) {
        if (wasPaused) {
          return new GuestStop(asked, Optional.empty());
        }
        Optional<Instant> resumed = events.resumed(PATIENCE_FOR_EVENT);
        // Unheard, it stood still for no longer than all of this took.
        Instant from = resumed.isPresent() ? events.stopped().orElse(asked) : asked;
        return new GuestStop(from, Optional.of(Duration.between(from, resumed.orElse(done))));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while a guest went on");
      }
    }
  }

  @Override
  public void close() {}
}
