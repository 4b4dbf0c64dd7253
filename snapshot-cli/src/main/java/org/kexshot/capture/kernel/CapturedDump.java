package org.kexshot.capture.kernel;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kexec.Jump;
import org.kexshot.linux.DirectRegion;
import org.kexshot.linux.RawDevice;

/**
 * A dump that the capture kernel left on the snapshot device.
 *
 * @param device where
 * @param answer what the capture kernel says of it; that it is done
 * @param jump the jump into that kernel
 */
public record CapturedDump(SnapshotDevice device, Answer answer, Jump jump)
    implements CapturedMemory {
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
    try (RawDevice raw = RawDevice.openForReading(device.path())) {
      for (long done = 0; done < length(); done += RawDevice.TRANSFER) {
        int useful = (int) Math.min(length() - done, RawDevice.TRANSFER);
        int blocks = useful + RawDevice.BLOCK - 1 & -RawDevice.BLOCK;
        raw.read(DeviceLayout.DUMP + done, blocks);
        sum.add(raw.buffer().clear().limit(blocks));
      }
    }
    if (!sum.value().equals(answer.dumpSum())) {
      throw new CaptureException(
          Reason.DUMP_DAMAGED,
          "%s: the dump's checksum is %s, %s was written: the device does not keep what is written"
              .formatted(device.path(), sum.value(), answer.dumpSum()));
    }
  }

  /**
   * Opens the dump where it lies, past the page cache: what this system remembers of the device is
   * older than what the capture kernel wrote.
   */
  @Override
  public Dump open() throws IOException {
    RawDevice raw = RawDevice.openForReading(device.path());
    try {
      DirectRegion region = new DirectRegion(raw, DeviceLayout.DUMP, length());
      return DumpFiles.open(region, raw);
    } catch (IOException | RuntimeException e) {
      raw.close();
      throw e;
    }
  }

  /** Overwrites the dump with zeros. The label stays, so that the next capture goes there too. */
  @Override
  public void erase() throws IOException {
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      raw.zero(DeviceLayout.DUMP, length() + RawDevice.BLOCK - 1 & -RawDevice.BLOCK);
      raw.flush();
    }
  }

  /** The dump stays on the device until it is erased or another is written there. */
  @Override
  public void close() {}
}
