package org.kexshot.cli.render.html.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.series.Timeline;

class SeriesReportTest {
  private static final String PAGE = HostileSeries.report();

  private static long count(String part) {
    return Pattern.compile(Pattern.quote(part)).matcher(PAGE).results().count();
  }

  @Test
  void saysWhatGrewAndWhatBecameOfObjects() {
    assertThat(PAGE)
        .contains("8 images")
        .contains("one boot")
        .contains("+1,000/h (1,000 to 1,000)")
        .contains("+30,000 (0 to 30,000)")
        .contains("aria-label=\"in 2 to 3, unknown in 4, in 5 to 6 of 8\"")
        .contains("aria-label=\"0 -> 1,000 -> ... -> 6,000 -> 7,000\"");
  }

  /** The page has one script, its own; elements of no image are among the others. */
  @Test
  void nothingOfAnImageIsMarkup() {
    assertThat(count("<script")).isEqualTo(1);
    assertThat(count("</script>")).isEqualTo(1);
    assertThat(PAGE)
        .contains("&lt;script&gt;window.hacked=1&lt;/script&gt;")
        .doesNotContain("<img")
        .doesNotContainPattern("[\u2028\u2029\u202e\u2066]")
        .doesNotContainPattern("<[^>]* (style|on[a-z]+)=")
        .doesNotContainPattern("(src|srcset|action|data|poster)=\"")
        .doesNotContain("url(")
        .contains("default-src &#39;none&#39;");
  }

  @Test
  void aHundredImagesTakeTwoMegabytesAtMost() {
    Timeline timeline = HostileSeries.timeline(100, 2000, "\"<&'>".repeat(200));
    String page = new SeriesReport(timeline).html();
    assertThat(page.getBytes(StandardCharsets.UTF_8).length)
        .isBetween(500_000, SeriesReport.MOST_BYTES);
    assertThat(page).contains("more are left out here");
    String usual = new SeriesReport(HostileSeries.timeline(100, 400, " sshd: user@pts/")).html();
    assertThat(usual.getBytes(StandardCharsets.UTF_8).length).isLessThan(SeriesReport.MOST_BYTES);
  }

  @Test
  void ofTwoImagesNoLeakIsTold() {
    Timeline two = HostileSeries.timeline(2, 1, "a");
    Timeline none =
        new Timeline(
            two.moments(),
            two.axis(),
            false,
            Identities.parse(List.of("process=name", "slab=name")),
            two.steps(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    assertThat(new SeriesReport(none).html())
        .contains("Leaks are looked for among images of one boot only")
        .contains("several boots")
        .contains("processes by name; slab caches by name")
        .doesNotContain("id=\"amounts\"")
        .doesNotContain("id=\"life-section\"");
  }

  @Test
  void aCurveHasAGapWhereAValueIsUnknown() {
    List<OptionalLong> values =
        List.of(OptionalLong.of(1), OptionalLong.of(3), OptionalLong.empty(), OptionalLong.of(2));
    Chart chart = Chart.of(List.of(0.0, 1.0, 2.0, 4.0), values);
    assertThat(chart.lines()).containsExactly("6.0,66.0 73.0,6.0");
    assertThat(chart.dots()).extracting(Chart.Point::toString).endsWith("274.0,36.0");
    assertThat(chart.dots()).hasSize(3);
    assertThat(Chart.of(List.of(0.0, 1.0), List.of(OptionalLong.empty(), OptionalLong.empty())))
        .isEqualTo(new Chart(List.of(), List.of()));
  }
}
