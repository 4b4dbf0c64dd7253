package org.kexshot.capture.kernel;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.capture.channel.AgentExit;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.Request;
import org.kexshot.filter.DumpLevel;
import org.kexshot.io.AtExit;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.MemoryInUse;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/**
 * One jump into the loaded capture kernel and back, with a dump on the snapshot device. What is
 * loaded and where the device is, is looked up right before the jump.
 *
 * @param lock that nobody else loads, unloads or takes a snapshot
 * @param deadlineSeconds how long the capture kernel may take for the dump
 */
record PreparedByKernel(JumpLock lock, int deadlineSeconds, DumpLevel level)
    implements PreparedCapture {
  @Override
  public String method() {
    return CaptureByKernel.NAME;
  }

  @Override
  public Optional<String> estimate() {
    return Optional.empty();
  }

  @Override
  public long estimatedPages() throws IOException {
    boolean cache = !level.excludesCache() && !level.excludesPrivateCache();
    long used = MemoryInUse.pages(cache, !level.excludesUser());
    return Math.max(0, used - CaptureKernel.state().map(PreparedByKernel::exchanged).orElse(0L));
  }

  /** Pages of A that hold the capture kernel's image, and no memory of A's. */
  private static long exchanged(CaptureState state) {
    return state.lent().isPresent() ? 0 : state.range().length() / Page.SIZE;
  }

  @Override
  public CapturedDump capture(JumpClock clock) throws IOException {
    LoadedCaptureKernel loaded =
        CaptureKernel.loaded()
            .orElseThrow(
                () ->
                    new CaptureException(
                        Reason.NOT_LOADED,
                        "no capture kernel is loaded; run `kexshot capture load --device DEV`"));
    CaptureState state = loaded.state();
    SnapshotDevice device = SnapshotDevice.of(state.device());
    requireRoom(device);
    requireMemoryAtLoad(state);
    SystemCalls.sync();
    Request request =
        new Request(
            SystemCalls.randomUuid(),
            Instant.now(),
            level.value(),
            state.kimageHead(),
            deadlineSeconds,
            device.size());
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      requireLabel(raw, state);
      DeviceContents.read(raw).requireNothingUnstored(device.path());
      request.writeTo(raw);
    }
    AtExit guard = lock.atExit(device::eraseRemains);
    boolean done = false;
    try {
      CapturedDump dump = lock.uncut(() -> captured(loaded, device, request, clock, guard));
      done = true;
      return dump;
    } finally {
      if (!done) {
        guard.close();
      }
    }
  }

  /** Here what was broken off is erased, too: it holds A's secrets as a whole dump does. */
  private static CapturedDump captured(
      LoadedCaptureKernel loaded,
      SnapshotDevice device,
      Request request,
      JumpClock clock,
      AtExit guard)
      throws IOException {
    Jump jump = jump(loaded, clock);
    try (RawDevice raw = reopen(device)) {
      requireAnswer(request, raw);
      return new CapturedDump(device, DeviceContents.read(raw), Optional.of(jump), guard);
    } catch (IOException e) {
      try {
        device.eraseRemains();
      } catch (IOException notErased) {
        e.addSuppressed(notErased);
      }
      throw e;
    }
  }

  private static RawDevice reopen(SnapshotDevice device) throws CaptureException {
    try {
      return RawDevice.openExclusively(device.path());
    } catch (SystemCallException e) {
      throw new CaptureException(
          Reason.DEVICE,
          ("%s: it could be opened before the jump and cannot after it. If it was unplugged, it"
                  + " may hold a part of this machine's memory; `kexshot capture erase --device DEV`"
                  + " where it is plugged in again")
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * Refuses where not even half of what memory is used for now would fit, so that A is not stopped
   * for nothing. What does not fit after all is found as it is written.
   */
  private void requireRoom(SnapshotDevice device) throws IOException {
    long room = device.size() - DeviceLayout.DUMP;
    long needed = estimatedPages() * Page.SIZE;
    if (needed / 2 > room) {
      throw new CaptureException(
          Reason.DEVICE,
          ("snapshot device %s: room for %d MiB, and some %d MiB of memory are used: take a larger"
                  + " device, or exclude more with --dump-level")
              .formatted(device.path(), room >> 20, needed >> 20));
    }
  }

  /** Memory that came later would be missing in the snapshot, and nobody would know. */
  private static void requireMemoryAtLoad(CaptureState state) throws IOException {
    List<PhysicalRange> ram = IoMemory.read().systemRam();
    if (!ram.equals(state.ram())) {
      throw new CaptureException(
          Reason.NOT_LOADED,
          ("memory was plugged in or out after the capture kernel was loaded: %s now, %s then; run"
                  + " `kexshot capture load` again")
              .formatted(ram, state.ram()));
    }
  }

  private static Jump jump(LoadedCaptureKernel loaded, JumpClock clock) throws IOException {
    Optional<LentMemory.Ticket> lent = loaded.state().lent();
    if (lent.isEmpty()) {
      return Jump.into(loaded.image(), clock);
    }
    try (LentMemory memory = LentMemory.of(lent.get())) {
      memory.hold();
      return Jump.into(loaded.image(), clock);
    } catch (JumpException refused) {
      throw refused;
    } catch (IOException e) {
      throw new CaptureException(
          Reason.NOT_LOADED, e.getMessage() + "; run `kexshot capture load` again", e);
    }
  }

  private static void requireLabel(RawDevice device, CaptureState state) throws IOException {
    Optional<DeviceLabel> label = DeviceLabel.readFrom(device);
    if (label.filter(l -> l.id().equals(state.deviceId())).isEmpty()) {
      throw new CaptureException(
          Reason.DEVICE,
          "%s: label %s, expected %s: another device has that name now, or it was overwritten; run"
                  .formatted(
                      device.path(),
                      label.map(l -> l.id().toString()).orElse("missing"),
                      state.deviceId())
              + " `kexshot capture load` again");
    }
  }

  private static void requireAnswer(Request request, RawDevice device) throws IOException {
    Optional<Answer> answer = Answer.readFrom(device).filter(a -> a.request().equals(request.id()));
    if (answer.filter(a -> a.state() == Answer.State.DONE).isPresent()) {
      return;
    }
    if (answer.filter(a -> a.state() == Answer.State.FAILED).isPresent()) {
      throw noDump("the capture agent says: " + answer.get().message());
    }
    Optional<AgentExit> exit = AgentExit.readFrom(device);
    if (exit.isPresent()) {
      throw noDump(
          "the capture agent %s %s; the next snap starts a new one"
              .formatted(
                  exit.get().inWords(),
                  answer.isPresent() ? "while it dumped" : "before it took the request"));
    }
    throw noDump(
        "the capture kernel did not run, or its agent found no snapshot device: its image was"
            + " damaged in memory (SHA-256) or B has no driver for the device; run `kexshot capture"
            + " load` again, and see B's console");
  }

  private static CaptureException noDump(String why) {
    return new CaptureException(Reason.NO_DUMP, why);
  }

  @Override
  public void close() {}
}
