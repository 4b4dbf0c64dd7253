package org.kexshot.capture.channel;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.linux.RawDevice;

/**
 * The label that `capture load` puts on the snapshot device, by which B finds it whatever B's
 * drivers call it.
 *
 * @param id random, new with each load
 */
public record DeviceLabel(UUID id) {
  private static final String MAGIC = "KXLABEL1";

  /** Writes it, and clears what was asked under the one before: B would answer that. */
  public void writeTo(RawDevice device) throws IOException {
    Request.clear(device);
    Block.write(
        device, DeviceLayout.LABEL, Block.encode(MAGIC, Map.of("device.id", id.toString())));
  }

  /** Empty if the device has no label. */
  public static Optional<DeviceLabel> readFrom(RawDevice device) throws IOException {
    return Block.decode(MAGIC, Block.read(device, DeviceLayout.LABEL))
        .map(values -> new DeviceLabel(UUID.fromString(values.get("device.id"))));
  }
}
