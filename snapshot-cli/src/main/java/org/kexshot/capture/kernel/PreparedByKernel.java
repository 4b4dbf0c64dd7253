package org.kexshot.capture.kernel;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.capture.channel.Request;
import org.kexshot.filter.DumpLevel;
import org.kexshot.io.AtExit;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.ClockReading;
import org.kexshot.kexec.clock.JumpClock;
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
    device.requireRoomFor(estimatedPages());
    state.requireMemoryAtLoad();
    SystemCalls.sync();
    Request request =
        new Request(
            SystemCalls.randomUuid(),
            Instant.now(),
            level.value(),
            state.kimageHead(),
            deadlineSeconds,
            device.size(),
            Request.Ending.RETURN);
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      state.requireLabel(raw);
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
      GivenAnswer.require(request, raw);
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

  private static Jump jump(LoadedCaptureKernel loaded, JumpClock clock) throws IOException {
    ClockReading before = loaded.enter(clock::read);
    return new Jump(before.realtime(), clock.since(before));
  }

  @Override
  public void close() {}
}
