package org.kexshot.capture.kernel;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.capture.channel.AgentExit;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.capture.channel.Request;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.Preconditions;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCalls;

/**
 * One jump into the loaded capture kernel and back, with a dump on the snapshot device. What is
 * loaded and where the device is, is looked up right before the jump.
 *
 * @param deadlineSeconds how long the capture kernel may take for the dump
 */
record PreparedByKernel(int deadlineSeconds, DumpLevel level) implements PreparedCapture {
  @Override
  public String method() {
    return CaptureByKernel.NAME;
  }

  @Override
  public Optional<String> estimate() {
    return Optional.empty();
  }

  @Override
  public CapturedDump capture() throws IOException {
    Preconditions.requireRoot();
    CaptureState state =
        CaptureKernel.loaded()
            .orElseThrow(
                () ->
                    new CaptureException(
                        Reason.NOT_LOADED,
                        "no capture kernel is loaded; run `kexshot capture load --device DEV`"));
    SnapshotDevice device = SnapshotDevice.of(state.device());
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
      request.writeTo(raw);
    }
    Jump jump = jump(state);
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      return new CapturedDump(device, answerTo(request, raw), jump);
    }
  }

  private static Jump jump(CaptureState state) throws IOException {
    if (state.lent().isEmpty()) {
      return Jump.make();
    }
    try (LentMemory memory = LentMemory.of(state.lent().get())) {
      memory.hold();
      return Jump.make();
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

  private static Answer answerTo(Request request, RawDevice device) throws IOException {
    Optional<Answer> answer = Answer.readFrom(device).filter(a -> a.request().equals(request.id()));
    if (answer.filter(a -> a.state() == Answer.State.DONE).isPresent()) {
      return answer.get();
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
