package org.kexshot.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;

/** How an image that is not of one instant is told of, everywhere in the same words. */
public final class LiveText {
  /** Stands beside the time of such an image in lists. */
  public static final String MARK = " ~";

  /** What the mark means, below a list. */
  public static final String LEGEND =
      "~ not of one instant: read while the system ran (`kexshot show`)";

  private LiveText() {}

  /** All that is known, a sentence each. */
  public static List<String> lines(LiveReading live) {
    List<String> lines = new ArrayList<>();
    lines.add(live.words());
    live.measurement().ifPresent(measured -> add(lines, measured));
    return lines;
  }

  private static void add(List<String> lines, LiveMeasurement live) {
    lines.add(
        "the kernel's own pages within the first %s; frames meanwhile: %s freed, %s taken, %s used otherwise"
            .formatted(
                Text.seconds(live.kernelLasted()),
                Text.count(live.freed()),
                Text.count(live.taken()),
                Text.count(live.otherwise())));
    if (live.unmapped() > 0) {
      lines.add(
          "%s that were wanted are unknown: the kernel does not map them (high memory of i386, secret memory)"
              .formatted(Text.pages(live.unmapped())));
    }
  }

  /**
   * Writes the member {@code live}, empty if no more is known, or nothing for an image of one
   * instant.
   */
  public static void member(JsonGenerator json, Optional<LiveReading> live) throws IOException {
    member(json, "live", live);
  }

  /** The same under another name. */
  public static void member(JsonGenerator json, String name, Optional<LiveReading> reading)
      throws IOException {
    if (reading.isEmpty()) {
      return;
    }
    json.writeObjectFieldStart(name);
    if (reading.get().measurement().isPresent()) {
      members(json, reading.get().measurement().get());
    }
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, LiveMeasurement live) throws IOException {
    json.writeNumberField("nanos", live.lasted().toNanos());
    json.writeNumberField("kernelNanos", live.kernelLasted().toNanos());
    json.writeNumberField("sampledPages", live.sampled());
    json.writeNumberField("changedPages", live.changed());
    json.writeNumberField("changedShare", live.changedShare());
    json.writeNumberField("changedShareLower", live.leastShare());
    json.writeNumberField("changedShareUpper", live.mostShare());
    json.writeNumberField("freedFrames", live.freed());
    json.writeNumberField("takenFrames", live.taken());
    json.writeNumberField("otherFrames", live.otherwise());
    json.writeNumberField("unmappedFrames", live.unmapped());
  }
}
