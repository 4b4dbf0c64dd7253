package org.kexshot.capture.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.linux.RawDevice;

/**
 * What A notes on the device once it runs again, of the dump that lies there.
 *
 * @param request whose answer the dump is
 * @param state what becomes of it
 * @param label the snapshot's
 * @param pause how long A stood still, if that is known
 */
public record Receipt(UUID request, State state, String label, Optional<Duration> pause) {
  /** What becomes of a dump. */
  public enum State {
    /** It is being stored: where nobody does, the process that did was killed. */
    STORING,
    /** It was stored, and is left on the device because the user wanted that. */
    LEFT,
    /** It could not be stored, and is kept until the user says what is to become of it. */
    UNSTORED
  }

  private static final String MAGIC = "KXRECPT1";
  private static final int LONGEST_LABEL = 500;

  public Receipt {
    label = label.length() > LONGEST_LABEL ? label.substring(0, LONGEST_LABEL) : label;
  }

  public void writeTo(RawDevice device) throws IOException {
    Block.write(device, DeviceLayout.RECEIPT, encode());
  }

  byte[] encode() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("request", request.toString());
    values.put("state", state.name());
    values.put("label", label);
    if (pause.isPresent()) {
      values.put("pause.ms", Long.toString(pause.get().toMillis()));
    }
    return Block.encode(MAGIC, values);
  }

  /** Empty if there is none, or a damaged one. */
  public static Optional<Receipt> readFrom(RawDevice device) throws IOException {
    return decode(Block.read(device, DeviceLayout.RECEIPT));
  }

  static Optional<Receipt> decode(byte[] block) throws IOException {
    return Block.decode(MAGIC, block)
        .map(
            values ->
                new Receipt(
                    UUID.fromString(values.get("request")),
                    State.valueOf(values.get("state")),
                    values.get("label"),
                    Optional.ofNullable(values.get("pause.ms"))
                        .map(millis -> Duration.ofMillis(Long.parseLong(millis)))));
  }
}
