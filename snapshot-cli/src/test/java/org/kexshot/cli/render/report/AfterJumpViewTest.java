package org.kexshot.cli.render.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.clock.JumpTime;

class AfterJumpViewTest {
  private static AfterJumpView measured(long behindMillis, boolean putRight, String remark) {
    return after(
        new JumpTime(
            Duration.ofMillis(900),
            Optional.of(Duration.ofMillis(612)),
            Optional.of(Duration.ofMillis(behindMillis)),
            putRight,
            Optional.ofNullable(remark)));
  }

  private static AfterJumpView unmeasured() {
    return after(
        new JumpTime(
            Duration.ofSeconds(1),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.of("the kernel's clock source is acpi_pm")));
  }

  private static AfterJumpView after(JumpTime time) {
    return new AfterJumpView(new Jump(Instant.EPOCH, time));
  }

  private static String text(AfterJumpView view) {
    StringWriter out = new StringWriter();
    view.text(new PrintWriter(out, true));
    return out.toString();
  }

  private static String json(AfterJumpView view) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      view.json(json);
      json.writeEndObject();
    }
    return out.toString();
  }

  @Test
  void saysByHowMuchTheClockWasPutRight() {
    assertThat(text(measured(734, true, null)))
        .isEqualToNormalizingNewlines(
            """
              clock: 734 ms behind after the jump, put right
              CLOCK_MONOTONIC stood still for 612 ms, its timers are as late
            """);
    assertThat(text(measured(-450, true, null)))
        .contains("clock: 450 ms ahead after the jump, put right");
  }

  @Test
  void saysWhyTheClockWasLeft() {
    assertThat(text(measured(0, false, null))).contains("clock: right after the jump\n");
    assertThat(text(measured(734, false, "left so, as asked for")))
        .contains("clock: 734 ms behind after the jump, left so, as asked for\n");
    assertThat(text(unmeasured()))
        .isEqualToNormalizingNewlines(
            """
              clock: as the kernel set it, to a second; the kernel's clock source is acpi_pm
            """);
  }

  @Test
  void saysWhatIsStillLoaded() throws IOException {
    AfterJumpView left =
        new AfterJumpView(
            new Jump(
                Instant.EPOCH,
                unmeasured().jump().time(),
                Optional.of("kexec_load: resource busy")));
    assertThat(text(left)).contains("note: what was loaded", ": kexec_load: resource busy\n");
    assertThat(json(left)).contains("\"imageLeft\":\"kexec_load: resource busy\"");
  }

  @Test
  void whatWasNotMeasuredIsNoMember() throws IOException {
    assertThat(json(measured(-450, true, null)))
        .isEqualTo(
            "{\"clock\":{\"stoodStillMillis\":612,\"behindMillis\":-450,\"putRight\":true}}");
    assertThat(json(unmeasured()))
        .isEqualTo(
            "{\"clock\":{\"putRight\":false,"
                + "\"remark\":\"the kernel's clock source is acpi_pm\"}}");
  }
}
