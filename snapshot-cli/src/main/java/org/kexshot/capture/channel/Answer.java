package org.kexshot.capture.channel;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.kexshot.linux.RawDevice;

/**
 * What B says of a request.
 *
 * @param request the request's id
 * @param state how far it got
 * @param message for {@link State#FAILED} the reason; else what is worth knowing, or empty
 * @param dumpLength bytes of the dump from {@link DeviceLayout#DUMP}
 * @param dumpSum {@link DumpSum} of those bytes, with zeros up to the end of the last block
 * @param figures counts of pages by kind ({@code pages.kept}, {@code pages.free} …) and times in
 *     milliseconds: {@code ms.until-begun} from B's entry until its agent had the request, {@code
 *     ms.filter} and {@code ms.write}
 */
public record Answer(
    UUID request,
    State state,
    String message,
    long dumpLength,
    String dumpSum,
    Map<String, Long> figures) {
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

  public Answer {
    figures = Map.copyOf(figures);
  }

  public static Answer begun(UUID request) {
    return new Answer(request, State.BEGUN, "", 0, "", Map.of());
  }

  public static Answer failed(UUID request, String reason, Map<String, Long> figures) {
    String message =
        reason.length() > LONGEST_MESSAGE ? reason.substring(0, LONGEST_MESSAGE) : reason;
    return new Answer(request, State.FAILED, message, 0, "", figures);
  }

  public void writeTo(RawDevice device) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("request", request.toString());
    values.put("state", state.name());
    values.put("message", message);
    values.put("dump.length", Long.toString(dumpLength));
    values.put("dump.sum", dumpSum);
    figures.forEach((name, value) -> values.put(FIGURE + name, Long.toString(value)));
    Block.write(device, DeviceLayout.ANSWER, Block.encode(MAGIC, values));
  }

  /** Empty if there is no answer, or a damaged one. */
  public static Optional<Answer> readFrom(RawDevice device) throws IOException {
    return Block.decode(MAGIC, Block.read(device, DeviceLayout.ANSWER)).map(Answer::of);
  }

  private static Answer of(Map<String, String> values) {
    Map<String, Long> figures = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          if (name.startsWith(FIGURE)) {
            figures.put(name.substring(FIGURE.length()), Long.parseLong(value));
          }
        });
    return new Answer(
        UUID.fromString(values.get("request")),
        State.valueOf(values.get("state")),
        values.get("message"),
        Long.parseLong(values.get("dump.length")),
        values.get("dump.sum"),
        figures);
  }
}
