package org.kexshot.capture.channel;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.linux.RawDevice;

/**
 * What A asks of B before it jumps.
 *
 * @param id random, new with each jump; the answer repeats it
 * @param takenAt A's wall clock just before the jump
 * @param dumpLevel 0 to 31
 * @param kimageHead A's {@code kexec_image->head} as it was read through {@code /proc/kcore}: the
 *     physical address and flags of the list of exchanged pages
 * @param deadlineSeconds how long B may take for the dump before it gives up and jumps back
 * @param capacity bytes of the device
 * @param ending what B does when memory is on the device
 */
public record Request(
    UUID id,
    Instant takenAt,
    int dumpLevel,
    long kimageHead,
    int deadlineSeconds,
    long capacity,
    Ending ending) {
  /** What B does when A's memory is on the device. */
  public enum Ending {
    /** B wrote a dump and goes back to A. */
    RETURN,
    /** B wrote a hibernation image and switches the machine off. */
    POWER_OFF,
    /** B wrote a hibernation image and restarts the machine. */
    REBOOT,
    /** B wrote a hibernation image and stops, with the machine on. */
    HALT;

    /** Whether A is hibernated, and never runs on but from its image. */
    public boolean hibernates() {
      return this != RETURN;
    }
  }

  private static final String MAGIC = "KXREQST2";

  /** Writes the request and clears what was said to the one before. */
  public void writeTo(RawDevice device) throws IOException {
    clear(device);
    Map<String, String> values = new LinkedHashMap<>();
    values.put("id", id.toString());
    values.put("taken.at", takenAt.toString());
    values.put("dump.level", Integer.toString(dumpLevel));
    values.put("kimage.head", Long.toHexString(kimageHead));
    values.put("deadline.seconds", Integer.toString(deadlineSeconds));
    values.put("capacity", Long.toString(capacity));
    values.put("ending", ending.name());
    Block.write(device, DeviceLayout.REQUEST, Block.encode(MAGIC, values));
  }

  /**
   * Clears the last request and what was said to it: nothing is asked for, and no dump lies there.
   */
  public static void clear(RawDevice device) throws IOException {
    byte[] nothing = new byte[Block.SIZE];
    for (long block :
        new long[] {
          DeviceLayout.REQUEST,
          DeviceLayout.ANSWER,
          DeviceLayout.EPITAPH,
          DeviceLayout.RECEIPT,
          DeviceLayout.HIBERNATION
        }) {
      Block.write(device, block, nothing);
    }
  }

  /** Empty if there is no request, or a damaged one. */
  public static Optional<Request> readFrom(RawDevice device) throws IOException {
    return Block.decode(MAGIC, Block.read(device, DeviceLayout.REQUEST))
        .map(
            v ->
                new Request(
                    UUID.fromString(v.get("id")),
                    Instant.parse(v.get("taken.at")),
                    Integer.parseInt(v.get("dump.level")),
                    Long.parseUnsignedLong(v.get("kimage.head"), 16),
                    Integer.parseInt(v.get("deadline.seconds")),
                    Long.parseLong(v.get("capacity")),
                    Ending.valueOf(v.get("ending"))));
  }
}
