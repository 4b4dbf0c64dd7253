package org.kexshot.cli.render.series;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kexshot.cli.render.View;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.series.AttributeChange;
import org.kexshot.diff.series.ObjectHistory;
import org.kexshot.diff.series.Presence;
import org.kexshot.diff.series.RoundTrip;
import org.kexshot.diff.series.Step;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.amount.Growth;
import org.kexshot.diff.series.amount.Leak;
import org.kexshot.diff.series.amount.Trend;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.diff.series.time.TimeAxis;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.kernel.process.TaskList;

class TimelineViewTest {
  private static final AmountSeries FILES =
      new AmountSeries(
          "mount",
          "files",
          "/dev/shm",
          "files on tmpfs /dev/\u202eshm",
          values(1, 2001, 4001),
          true,
          Optional.of(new Growth(0, 3, 1, 4001)),
          Optional.of(new Trend(2000, 1999.5, 2000.25)));

  private static final AmountSeries SLAB =
      new AmountSeries(
          "slab",
          "used",
          "shmem_inode_cache",
          "objects of slab cache shmem_inode_cache (inodes of files on tmpfs)",
          values(10, -1, 4010),
          true,
          Optional.empty(),
          Optional.empty());

  private static List<OptionalLong> values(long... values) {
    return Arrays.stream(values)
        .mapToObj(value -> value < 0 ? OptionalLong.empty() : OptionalLong.of(value))
        .toList();
  }

  private static List<Moment> moments() {
    return IntStream.range(0, 3)
        .mapToObj(
            i ->
                new Moment(
                    "image" + i,
                    Optional.of(Instant.EPOCH.plusSeconds(3600L * i)),
                    i == 1
                        ? Optional.of(
                            LiveReading.of(
                                new LiveMeasurement(
                                    Duration.ofSeconds(2),
                                    Duration.ofMillis(90),
                                    4096,
                                    41,
                                    1,
                                    2,
                                    3,
                                    0)))
                        : Optional.empty(),
                    OptionalLong.empty()))
        .toList();
  }

  private static Findings came(String title) {
    return new Findings(
        List.of(new Finding(ChangeType.CAME, TaskList.KIND, title, List.of(), 1, List.of())),
        List.of(),
        List.of());
  }

  private static Timeline timeline(boolean sameBoot, List<Leak> leaks) {
    return new Timeline(
        moments(),
        new TimeAxis(TimeAxis.Measure.CAPTURE_TIME, List.of(0.0, 1.0, 2.0)),
        sameBoot,
        Identities.parse(List.of("process=name")),
        List.of(
            new Step(1, came("7  sleep")),
            new Step(2, new Findings(List.of(), List.of(), List.of()))),
        List.of(
            new ObjectHistory(
                TaskList.KIND,
                "7  sleep",
                List.of(Presence.ABSENT, Presence.PRESENT, Presence.UNKNOWN),
                List.of(new AttributeChange(1, new FieldChange("uid", "", "5"))),
                Set.of())),
        List.of(FILES, SLAB),
        leaks,
        List.of("image2: processes: a list breaks off"));
  }

  private static String text(View view) {
    StringWriter text = new StringWriter();
    view.text(new PrintWriter(text, true));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  private static JsonNode json(View view) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.writeStartObject();
      view.json(generator);
      generator.writeEndObject();
    }
    return new ObjectMapper().readTree(text.toString());
  }

  private static Leak leak() {
    return new Leak(FILES, List.of(SLAB), true, false);
  }

  @Test
  void saysFirstWhatLeaksAndThenWhatChangedWhen() {
    assertThat(text(new TimelineView(timeline(true, List.of(leak())), false, 40)))
        .containsSubsequence(
            "3 images of one boot; time by the time of capture",
            "as asked for, objects are matched so: processes by name",
            "2  image1  1970-01-01 01:00:00Z ~",
            "~ 2: not of one instant: taken over 2.0 s while the system ran; about 1.0 %",
            "a list breaks off",
            "1. files on tmpfs /dev/\\u202eshm   1 -> 2,001 -> 4,001",
            "+2,000/h (2,000 to 2,000)",
            "with objects of slab cache shmem_inode_cache (inodes",
            "by chance one in 6 amounts only grows in 3 images, and 2 were looked at",
            "image0 -> image1   +3,600 s",
            "process 7  sleep came".replace("  ", " "),
            "image1 -> image2",
            "nothing changed")
        .doesNotContain("what became of each object");
  }

  @Test
  void showsWhatBecameOfEachObjectOfANamedKind() {
    assertThat(text(new TimelineView(timeline(true, List.of()), true, 40)))
        .contains("no amount that is held grew", "process  -#?  7 sleep  in 2: uid (none) -> 5")
        .doesNotContain("image0 -> image1");
  }

  @Test
  void ofSeveralBootsLooksForNoLeaks() {
    assertThat(text(new TimelineView(timeline(false, List.of()), false, 40)))
        .contains("of several boots")
        .doesNotContain("held");
  }

  @Test
  void jsonHasAll() throws IOException {
    JsonNode json = json(new TimelineView(timeline(true, List.of(leak())), false, 0));
    assertThat(json.get("images")).hasSize(3);
    assertThat(json.get("images").get(0).has("live")).isFalse();
    assertThat(json.get("images").get(1).get("live").get("changedPages").asInt()).isEqualTo(41);
    assertThat(json.get("matchedBy").get("processes").toString()).isEqualTo("[\"name\"]");
    assertThat(json.get("timeBy").asText()).isEqualTo("capture_time");
    assertThat(json.get("times").toString()).isEqualTo("[0.0,1.0,2.0]");
    JsonNode leak = json.get("leaks").get(0);
    assertThat(leak.get("whose").asText()).isEqualTo("/dev/shm");
    assertThat(leak.get("slopeLower").asDouble()).isEqualTo(1999.5);
    assertThat(leak.get("with").get(0).get("values").toString()).isEqualTo("[10,null,4010]");
    assertThat(json.get("steps").get(0).get("effects")).hasSize(1);
    assertThat(json.get("histories").get(0).get("presence").toString())
        .isEqualTo("[\"absent\",\"present\",\"unknown\"]");
    assertThat(json.get("series")).hasSize(2);
    assertThat(json.get("problems")).hasSize(1);
  }

  @Test
  void aRoundTripSaysWhatIsLeft() throws IOException {
    RoundTripView view =
        new RoundTripView(
            new RoundTrip(
                moments(), true, came("7  sleep"), List.of(FILES), 4, List.of(), List.of()),
            40);
    assertThat(text(view))
        .containsSubsequence(
            "before  image0",
            "during  image1",
            "not of one instant: taken over 2.0 s",
            "after   image2",
            "what is left",
            "process 7 sleep came",
            "4 objects as before again",
            "files on tmpfs",
            "1 -> 2,001 -> 4,001");
    JsonNode json = json(view);
    assertThat(json.get("left").get("effects")).hasSize(1);
    assertThat(json.get("raised")).hasSize(1);
    assertThat(json.get("restored").asInt()).isEqualTo(4);
  }
}
