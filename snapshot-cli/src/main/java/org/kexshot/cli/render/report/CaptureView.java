package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.capture.kernel.CaptureState;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.kexec.OwnImage.Occupant;
import org.kexshot.kexec.OwnImage.Purpose;
import org.kexshot.operation.CaptureKernelStatus;

/** The loaded capture kernel. */
public record CaptureView(CaptureKernelStatus status) implements View {
  @Override
  public void text(PrintWriter out) {
    if (status.state().isEmpty()) {
      out.println(
          switch (status.occupant()) {
            case NONE -> "No capture kernel is loaded.";
            case FOREIGN -> "A kexec image is loaded, but not by kexshot.";
            case OWN -> withoutState();
          });
      return;
    }
    CaptureState s = status.state().get();
    out.println("capture kernel  %s (%s)".formatted(s.release(), s.kernel()));
    out.println(
        "memory          %s at 0x%x to 0x%x"
            .formatted(Text.size(s.range().length()), s.range().start(), s.range().end() - 1));
    out.println(
        "                "
            + (s.lent().isPresent()
                ? "lent: huge pages in one piece, which a jump leaves where they are"
                : "exchanged at each jump with what lies there: " + s.notLent()));
    out.println("device          %s, label %s".formatted(s.device(), s.deviceId()));
    if (!s.modules().isEmpty()) {
      out.println("its drivers     " + String.join(", ", s.modules()));
    }
    out.println(
        "exchanged pages list at 0x%x, by kexec_image and BTF".formatted(s.kimageHead() & -4096L));
    status
        .loadMillis()
        .ifPresentOrElse(
            millis -> out.println("loaded in       %d ms".formatted(millis)),
            () -> out.println("loaded          " + s.loadedAt()));
  }

  private String withoutState() {
    return "No capture kernel is loaded. "
        + status
            .purpose()
            .filter(Purpose::isPlain)
            .map(
                purpose ->
                    "In its place is %s; `kexshot unload` unloads it".formatted(purpose.inWords()))
            .orElse(
                "An image of a snapshot or load is, which goes on or was killed; the next snap, load"
                    + " or unload clears it in that case")
        + ".";
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeBooleanField("loaded", status.state().isPresent());
    json.writeBooleanField("foreignImage", status.occupant() == Occupant.FOREIGN);
    json.writeBooleanField("plainImage", status.purpose().filter(Purpose::isPlain).isPresent());
    if (status.state().isPresent()) {
      CaptureState s = status.state().get();
      json.writeStringField("release", s.release());
      json.writeStringField("kernel", s.kernel());
      json.writeStringField("rangeStart", "0x%x".formatted(s.range().start()));
      json.writeNumberField("rangeBytes", s.range().length());
      json.writeBooleanField("lent", s.lent().isPresent());
      if (s.lent().isEmpty()) {
        json.writeStringField("notLent", s.notLent());
      }
      json.writeStringField("device", s.device());
      json.writeStringField("deviceId", s.deviceId().toString());
      json.writeArrayFieldStart("modules");
      for (String module : s.modules()) {
        json.writeString(module);
      }
      json.writeEndArray();
      json.writeStringField("loadedAt", s.loadedAt().toString());
    }
    if (status.loadMillis().isPresent()) {
      json.writeNumberField("loadMillis", status.loadMillis().getAsLong());
    }
  }
}
