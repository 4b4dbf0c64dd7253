package org.kexshot.capture.live;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageKind;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.kexec.Jump;
import org.kexshot.memory.BufferedMemory;

/**
 * A's memory while A runs on. What its objects are made of, the kernel's own pages, is read at once
 * and held; pages of processes and files, which are many more, are read as they are stored. So the
 * lists of the kernel are torn as little as can be, and no more is written than is stored.
 */
final class LiveCapture implements CapturedMemory {
  private final LiveMachine machine;
  private final DumpLevel level;
  private final Instant takenAt;
  private final long startedNanos;
  private final Duration kernelLasted;
  private final FrameKinds kinds;
  private final PageSample sample;
  private final PageHolder.Held held;
  private final LiveImage image;
  private final long unmapped;
  private Optional<LiveReading> reading = Optional.empty();

  private LiveCapture(
      LiveMachine machine,
      DumpLevel level,
      Instant takenAt,
      long startedNanos,
      FrameKinds kinds,
      PageSample sample,
      PageHolder.Held held,
      LiveImage image,
      long unmapped) {
    this.machine = machine;
    this.level = level;
    this.takenAt = takenAt;
    this.startedNanos = startedNanos;
    this.kernelLasted = Duration.ofNanos(System.nanoTime() - startedNanos);
    this.kinds = kinds;
    this.sample = sample;
    this.held = held;
    this.image = image;
    this.unmapped = unmapped;
  }

  /**
   * Looks at the page descriptors and reads the kernel's own pages.
   *
   * @param machine stays open as long as this
   * @param random draws the sample
   */
  static LiveCapture begin(
      LiveMachine machine, DumpLevel level, PageHolder holder, RandomGenerator random)
      throws IOException {
    Instant takenAt = Instant.now();
    long started = System.nanoTime();
    FrameKinds kinds = FrameKinds.look(machine, level);
    PfnSet wanted = kinds.wanted().kept();
    PfnSet unmapped = wanted.copy();
    unmapped.removeAll(machine.mapped());
    PfnSet readable = wanted.copy();
    readable.removeAll(unmapped);
    PageSample sample = PageSample.take(machine.memory(), readable, random);
    PfnSet others = readable.copy();
    others.removeAll(kinds.kernel());
    PfnSet kernel = readable.copy();
    kernel.removeAll(others);
    FrameStream stream = new FrameStream(machine.memory(), kernel);
    PageHolder.Held held = holder.hold(stream, "/proc/kcore");
    try {
      PfnSet early = stream.copied().copy();
      early.addAll(stream.zeros());
      kernel.removeAll(early);
      readable.removeAll(kernel);
      BufferedMemory pages =
          new BufferedMemory(
              machine.memory().ram(), stream.copied(), stream.zeros(), held.bytes()::little);
      return new LiveCapture(
          machine,
          level,
          takenAt,
          started,
          kinds,
          sample,
          held,
          new LiveImage(machine.memory(), wanted, readable, early, pages),
          unmapped.count());
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  @Override
  public String method() {
    return CaptureLive.NAME;
  }

  @Override
  public String holder() {
    return "/proc/kcore";
  }

  /** Bytes of the pages that are wanted. */
  @Override
  public long length() {
    return kinds.wanted().counts().get(PageKind.KEPT) * Page.SIZE;
  }

  /** When the reading began. */
  @Override
  public Instant takenAt() {
    return takenAt;
  }

  /** A never stands still. */
  @Override
  public Optional<Duration> pause() {
    return Optional.empty();
  }

  @Override
  public Optional<LiveReading> liveReading() {
    return reading;
  }

  /** Reads the sample and the page descriptors again. */
  @Override
  public void allRead() throws IOException {
    Duration lasted = Duration.ofNanos(System.nanoTime() - startedNanos);
    PageSample.Outcome outcome = sample.compare();
    FrameKinds.Changes changes = kinds.until(FrameKinds.look(machine, level));
    reading =
        Optional.of(
            LiveReading.of(
                new LiveMeasurement(
                    lasted,
                    kernelLasted,
                    outcome.sampled(),
                    outcome.changed(),
                    changes.freed(),
                    changes.taken(),
                    changes.otherwise(),
                    unmapped)));
  }

  @Override
  public Optional<Jump> jump() {
    return Optional.empty();
  }

  @Override
  public CaptureFigures figures() {
    return CaptureFigures.ofLive(kinds.wanted().counts()::get, image.unreadable());
  }

  @Override
  public Optional<String> remark() {
    return Optional.empty();
  }

  /** What is read live has no checksum to be compared with. */
  @Override
  public void verify() {}

  @Override
  public Dump open() {
    return new LiveDump(this, image, machine.architecture(), machine.vmcoreinfo(), level);
  }

  @Override
  public boolean isHeld() {
    return false;
  }

  @Override
  public void storing(String label) {}

  @Override
  public void leave(String label) {}

  @Override
  public boolean keep(String label) {
    return false;
  }

  @Override
  public void erase() {}

  /** Gives up the pages that were held. */
  @Override
  public void close() throws IOException {
    held.close();
  }
}
