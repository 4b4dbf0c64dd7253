package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.capture.channel.Receipt;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.io.AtExit;
import org.kexshot.kexec.Jump;
import org.kexshot.linux.DirectRegion;
import org.kexshot.linux.RawDevice;

/** A dump that the capture kernel left on the snapshot device. */
final class CapturedDump implements CapturedMemory {
  private final SnapshotDevice device;
  private final DeviceContents contents;
  private final Answer answer;
  private final Optional<Jump> jump;
  private final AtExit guard;

  /** {@link DumpSum}s of the dump's windows, by which they are known again when they are stored. */
  private List<String> windows = List.of();

  /**
   * @param contents with a whole dump
   * @param jump into the kernel that wrote it; empty where an earlier process made it
   * @param guard does what is to be done if a signal ends the process; closed with this
   */
  CapturedDump(SnapshotDevice device, DeviceContents contents, Optional<Jump> jump, AtExit guard) {
    this.device = device;
    this.contents = contents;
    this.answer = contents.answer().orElseThrow();
    this.jump = jump;
    this.guard = guard;
  }

  @Override
  public String method() {
    return CaptureByKernel.NAME;
  }

  @Override
  public String holder() {
    return device.path();
  }

  @Override
  public long length() {
    return answer.dumpLength();
  }

  @Override
  public Instant takenAt() {
    return contents.takenAt();
  }

  @Override
  public Optional<Duration> pause() {
    return jump.isPresent() ? jump.map(made -> made.time().pause()) : contents.pause();
  }

  @Override
  public Optional<Jump> jump() {
    return jump;
  }

  @Override
  public CaptureFigures figures() {
    return answer.figures().orElseThrow();
  }

  @Override
  public Optional<String> remark() {
    return Optional.of(answer.message()).filter(message -> !message.isEmpty());
  }

  /** Compares the dump's checksum with what the capture kernel computed as it wrote. */
  @Override
  public void verify() throws IOException {
    DumpSum sum = new DumpSum();
    List<String> sums = new ArrayList<>();
    try (RawDevice raw = RawDevice.openForReading(device.path())) {
      for (long done = 0; done < length(); done += DirectRegion.WINDOW_SIZE) {
        int useful = (int) Math.min(length() - done, DirectRegion.WINDOW_SIZE);
        int blocks = useful + RawDevice.BLOCK - 1 & -RawDevice.BLOCK;
        raw.read(DeviceLayout.DUMP + done, blocks);
        sum.add(raw.buffer().clear().limit(blocks));
        sums.add(DumpSum.of(raw.buffer()));
      }
    }
    if (!sum.value().equals(answer.dumpSum())) {
      throw damaged(
          "the dump's checksum is %s, %s was written: the device does not keep what is written"
              .formatted(sum.value(), answer.dumpSum()));
    }
    windows = sums;
  }

  private CaptureException damaged(String what) {
    return new CaptureException(Reason.DUMP_DAMAGED, device.path() + ": " + what);
  }

  /**
   * Opens the dump where it lies, past the page cache: what this system remembers of the device is
   * older than what the capture kernel wrote. What is read after {@link #verify} is what was
   * verified, or an error.
   */
  @Override
  public Dump open() throws IOException {
    RawDevice raw = RawDevice.openForReading(device.path());
    try {
      DirectRegion region =
          new DirectRegion(raw, DeviceLayout.DUMP, length(), this::requireUnchanged);
      return DumpFiles.open(region, raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  private void requireUnchanged(long position, ByteBuffer bytes) throws IOException {
    int window = (int) (position / DirectRegion.WINDOW_SIZE);
    if (window < windows.size() && !DumpSum.of(bytes).equals(windows.get(window))) {
      throw damaged(
          "0x%x bytes from the start of the dump: changed while it was stored: another process or"
                  .formatted(position)
              + " kernel writes to the device");
    }
  }

  @Override
  public void storing(String label) throws IOException {
    write(label, Receipt.State.STORING);
  }

  @Override
  public void leave(String label) throws IOException {
    write(label, Receipt.State.LEFT);
  }

  /** It stays where it is, and the next one does not overwrite it. */
  @Override
  public boolean keep(String label) throws IOException {
    write(label, Receipt.State.UNSTORED);
    return true;
  }

  private void write(String label, Receipt.State state) throws IOException {
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      new Receipt(answer.request(), state, label, pause()).writeTo(raw);
    }
  }

  @Override
  public void erase() throws IOException {
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      contents.erase(device, raw);
    }
  }

  /** The dump stays on the device until it is erased or another is written there. */
  @Override
  public void close() {
    guard.close();
  }
}
