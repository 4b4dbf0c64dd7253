package org.kexshot.hibernate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.address.Page;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.capture.channel.Request;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.kernel.CaptureState;
import org.kexshot.capture.kernel.GivenAnswer;
import org.kexshot.capture.kernel.LoadedCaptureKernel;
import org.kexshot.capture.kernel.SnapshotDevice;
import org.kexshot.hibernate.image.ClockNote;
import org.kexshot.hibernate.image.FileSystemMark;
import org.kexshot.hibernate.image.HibernatedSystem;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.hibernate.image.MachineIdentity;
import org.kexshot.kexec.ControlPage;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.clock.ClockReading;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.LockedMemory;
import org.kexshot.linux.MemoryInUse;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCalls;

/**
 * Hibernates this system by the capture kernel that is loaded for a device: that kernel saves this
 * one's memory and ends the machine, so that this system never runs on but from its image.
 */
public final class Hibernation {
  /** Excludes zero pages, which are told apart, and free pages. */
  private static final int ZERO_AND_FREE = 17;

  private static final int ZERO = 1;

  /**
   * A system that was hibernated and is back.
   *
   * @param stoppedAt by its wall clock
   * @param resumedAt by its wall clock, which is right again
   * @param clockSetBy by how much the clock was set beyond what the kernel made of the battery
   *     clock; empty if nothing told it better
   * @param pages that the image had
   * @param zeroPages that were not in it, for they held zeros
   */
  public record Resumed(
      Instant stoppedAt,
      Instant resumedAt,
      Optional<Duration> clockSetBy,
      long pages,
      long zeroPages) {}

  private final LoadedCaptureKernel loaded;
  private final SnapshotDevice device;
  private final Request request;

  private Hibernation(LoadedCaptureKernel loaded, SnapshotDevice device, Request request) {
    this.loaded = loaded;
    this.device = device;
    this.request = request;
  }

  /**
   * Hibernates. Returns when the system was resumed.
   *
   * @param lock that nobody else loads, unloads or takes a snapshot
   * @param ending what the capture kernel does with the machine
   * @param deadlineSeconds how long it may take for the image
   * @param dropCache whether caches of files are given up before, so that the image is smaller
   * @param clock has been started some time ago
   * @throws org.kexshot.capture.CaptureException if there is no image; the system goes on
   * @throws HibernationException if it goes on although there is one, which is made invalid
   */
  public static Resumed hibernate(
      JumpLock lock, Request.Ending ending, int deadlineSeconds, boolean dropCache, JumpClock clock)
      throws IOException {
    LoadedCaptureKernel loaded =
        CaptureKernel.loaded()
            .orElseThrow(() -> new HibernationException("the capture kernel was unloaded"));
    CaptureState state = loaded.state();
    SnapshotDevice device = SnapshotDevice.of(state.device());
    SystemCalls.sync();
    if (dropCache) {
      Files.writeString(Path.of("/proc/sys/vm/drop_caches"), "3");
    }
    device.requireRoomFor(MemoryInUse.pages(true, true));
    Request request =
        new Request(
            SystemCalls.randomUuid(),
            Instant.now(),
            FreePages.areReliedOn() ? ZERO : ZERO_AND_FREE,
            state.kimageHead(),
            deadlineSeconds,
            device.size(),
            ending);
    try (LockedMemory note = LockedMemory.allocate(Page.SIZE)) {
      ClockNote.prepare(note.bytes(0, Page.SIZE), request.id());
      return lock.uncut(() -> new Hibernation(loaded, device, request).hibernate(note, clock));
    }
  }

  private Resumed hibernate(LockedMemory note, JumpClock clock) throws IOException {
    RunningKernel running = RunningKernel.read();
    KernelLayouts layouts = KernelLayouts.read(running.architecture());
    MachineIdentity machine = MachineIdentity.read();
    String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    SystemCalls.sync();
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      request.writeTo(raw);
      new HibernatedSystem(
              request.id(),
              host,
              request.takenAt(),
              running.architecture(),
              running.release(),
              running.version(),
              running.pagingLevels(),
              running.memory().systemRam(),
              loaded.state().range(),
              request.kimageHead(),
              ControlPage.of(running.architecture(), running.symbols()),
              running.savedContext() + layouts.offset("saved_context", "gdt_desc"),
              note.firstFrame(),
              running.vmcoreinfo(),
              machine,
              FileSystemMark.mounted())
          .writeTo(raw);
      HibernationMark.asked(request.id()).writeTo(raw);
    }
    ClockReading before = loaded.enter(clock::read);
    return afterwards(note.bytes(0, Page.SIZE), before, clock);
  }

  /** Either another kernel has resumed this system, or the capture kernel came back. */
  private Resumed afterwards(ByteBuffer note, ClockReading before, JumpClock clock)
      throws IOException {
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      HibernationMark mark = ownMark(raw);
      if (mark.state() != HibernationMark.State.USED) {
        clock.since(before);
        HibernationMark.asked(request.id()).writeTo(raw);
        GivenAnswer.require(request, raw);
        throw new HibernationException(
            "the capture kernel came back although it wrote an image, which is invalid now: another"
                + " program jumped there");
      }
      Optional<ClockNote> told = ClockNote.read(note, request.id());
      Optional<Duration> setBy =
          told.isPresent()
              ? clock.setBy(before, told.get().realtime(), told.get().counter())
              : Optional.empty();
      return new Resumed(request.takenAt(), Instant.now(), setBy, mark.pages(), mark.zeroPages());
    }
  }

  private HibernationMark ownMark(RawDevice raw) throws IOException {
    UUID id = request.id();
    return HibernationMark.readFrom(raw)
        .filter(mark -> mark.request().equals(id))
        .orElse(HibernationMark.asked(id));
  }
}
