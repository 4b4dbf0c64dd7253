package org.kexshot.capture.channel;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.linux.RawDevice;

/**
 * What B says of a request.
 *
 * @param request the request's id
 * @param state how far it got
 * @param message for {@link State#FAILED} the reason; else what is worth knowing, or empty
 * @param dumpLength bytes of the dump from {@link DeviceLayout#DUMP}
 * @param dumpSum {@link DumpSum} of those bytes, with zeros up to the end of the last block
 * @param figures for {@link State#DONE}: counts of A's pages, and B's times
 */
public record Answer(
    UUID request,
    State state,
    String message,
    long dumpLength,
    String dumpSum,
    Optional<CaptureFigures> figures) {
  /** How far a request got. */
  public enum State {
    /** B has read the request and works on it; found by A it means that B's agent died. */
    BEGUN,
    /** The dump is on the device. */
    DONE,
    /** There is no dump; the message says why. */
    FAILED
  }

  private static final String MAGIC = "KXANSWR2";
  private static final String FIGURE = "figure.";
  private static final int LONGEST_MESSAGE = 1500;

  public static Answer begun(UUID request) {
    return new Answer(request, State.BEGUN, "", 0, "", Optional.empty());
  }

  public static Answer done(
      UUID request, String message, long dumpLength, String dumpSum, CaptureFigures figures) {
    return new Answer(request, State.DONE, message, dumpLength, dumpSum, Optional.of(figures));
  }

  public static Answer failed(UUID request, String reason) {
    String message =
        reason.length() > LONGEST_MESSAGE ? reason.substring(0, LONGEST_MESSAGE) : reason;
    return new Answer(request, State.FAILED, message, 0, "", Optional.empty());
  }

  public void writeTo(RawDevice device) throws IOException {
    Block.write(device, DeviceLayout.ANSWER, encode());
  }

  byte[] encode() throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("request", request.toString());
    values.put("state", state.name());
    values.put("message", message);
    values.put("dump.length", Long.toString(dumpLength));
    values.put("dump.sum", dumpSum);
    if (figures.isPresent()) {
      for (Map.Entry<String, Long> figure : figures.get().byName().entrySet()) {
        values.put(FIGURE + figure.getKey(), Long.toString(figure.getValue()));
      }
    }
    return Block.encode(MAGIC, values);
  }

  /** Empty if there is no answer, or a damaged one. */
  public static Optional<Answer> readFrom(RawDevice device) throws IOException {
    return decode(Block.read(device, DeviceLayout.ANSWER));
  }

  static Optional<Answer> decode(byte[] block) throws IOException {
    return Block.decode(MAGIC, block).map(Answer::of);
  }

  private static Answer of(Map<String, String> values) {
    Map<String, Long> figures = new HashMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(FIGURE)) {
            figures.put(name.substring(FIGURE.length()), Long.parseLong(value));
          }
        });
    State state = State.valueOf(values.get("state"));
    return new Answer(
        UUID.fromString(values.get("request")),
        state,
        values.get("message"),
        Long.parseLong(values.get("dump.length")),
        values.get("dump.sum"),
        state == State.DONE ? Optional.of(CaptureFigures.of(figures)) : Optional.empty());
  }
}
