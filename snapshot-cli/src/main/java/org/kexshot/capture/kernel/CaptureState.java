package org.kexshot.capture.kernel;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.RunRecord;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.RawDevice;

/**
 * What is remembered of the loaded capture kernel until the next boot, in {@code /run/kexshot}.
 *
 * @param device the snapshot device's path
 * @param deviceId what its label says
 * @param kernel the capture kernel's file
 * @param release its release
 * @param modules what it loads to see the device
 * @param ram what memory A had, which is all that B reads
 * @param range B's memory above the low one
 * @param kimageHead {@code kexec_image->head}
 * @param lent how the range is found again where A lends it; empty where the jump exchanges it
 * @param notLent why the jump exchanges it; empty where A lends it
 * @param loadedAt when
 */
public record CaptureState(
    String device,
    UUID deviceId,
    String kernel,
    String release,
    List<String> modules,
    List<PhysicalRange> ram,
    PhysicalRange range,
    long kimageHead,
    Optional<LentMemory.Ticket> lent,
    String notLent,
    Instant loadedAt) {
  private static final RunRecord RECORD = new RunRecord("capture");

  /** Empty if no capture kernel was loaded by kexshot since boot, or if the record is damaged. */
  static Optional<CaptureState> read() throws IOException {
    return RECORD.readAs(CaptureState::of);
  }

  private static CaptureState of(Map<String, String> p) {
    PhysicalRange range = range(p.get("range"));
    return new CaptureState(
        p.get("device"),
        UUID.fromString(p.get("device.id")),
        p.get("kernel"),
        p.get("release"),
        Stream.of(p.get("modules").split(",")).filter(name -> !name.isEmpty()).toList(),
        Stream.of(p.get("ram").split(",")).map(CaptureState::range).toList(),
        range,
        Long.parseUnsignedLong(p.get("kimage.head"), 16),
        LentMemory.Ticket.of(p),
        p.get("not.lent"),
        Instant.parse(p.get("loaded.at")));
  }

  private static PhysicalRange range(String text) {
    int dash = text.indexOf('-');
    return new PhysicalRange(
        Long.parseUnsignedLong(text, 0, dash, 16),
        Long.parseUnsignedLong(text, dash + 1, text.length(), 16));
  }

  private static String text(PhysicalRange range) {
    return "%x-%x".formatted(range.start(), range.end());
  }

  /** Memory that came later would be missing in the snapshot, and nobody would know. */
  void requireMemoryAtLoad() throws IOException {
    List<PhysicalRange> now = IoMemory.read().systemRam();
    if (!now.equals(ram)) {
      throw new CaptureException(
          Reason.NOT_LOADED,
          ("memory was plugged in or out after the capture kernel was loaded: %s now, %s then; run"
                  + " `kexshot capture load` again")
              .formatted(now, ram));
    }
  }

  void requireLabel(RawDevice raw) throws IOException {
    Optional<DeviceLabel> label = DeviceLabel.readFrom(raw);
    if (label.filter(l -> l.id().equals(deviceId)).isEmpty()) {
      throw new CaptureException(
          Reason.DEVICE,
          "%s: label %s, expected %s: another device has that name now, or it was overwritten; run"
                  .formatted(
                      raw.path(), label.map(l -> l.id().toString()).orElse("missing"), deviceId)
              + " `kexshot capture load` again");
    }
  }

  void write() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("device", device);
    values.put("device.id", deviceId.toString());
    values.put("kernel", kernel);
    values.put("release", release);
    values.put("modules", String.join(",", modules));
    values.put("ram", ram.stream().map(CaptureState::text).collect(Collectors.joining(",")));
    values.put("range", text(range));
    values.put("kimage.head", Long.toHexString(kimageHead));
    values.put("not.lent", notLent);
    values.put("loaded.at", loadedAt.toString());
    lent.ifPresent(ticket -> values.putAll(ticket.values()));
    RECORD.write(values);
  }

  static void delete() throws IOException {
    RECORD.delete();
  }
}
