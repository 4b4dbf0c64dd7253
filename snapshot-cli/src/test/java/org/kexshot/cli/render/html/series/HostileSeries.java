package org.kexshot.cli.render.html.series;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.series.AttributeChange;
import org.kexshot.diff.series.ObjectHistory;
import org.kexshot.diff.series.Presence;
import org.kexshot.diff.series.Step;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.amount.Growth;
import org.kexshot.diff.series.amount.Leak;
import org.kexshot.diff.series.amount.Trend;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.diff.series.time.TimeAxis;
import org.kexshot.kernel.process.TaskList;

/** A series of images whose names are markup, and as long as one likes. */
public final class HostileSeries {
  static final String SCRIPT = "</script><script>window.hacked=1</script><img src=x>\u202e";

  private HostileSeries() {}

  /** A page of eight images. */
  public static String report() {
    return new SeriesReport(timeline(8, 30, SCRIPT)).html();
  }

  /**
   * A series.
   *
   * @param objects how many came, went or changed, and how many amounts there are
   * @param name that everything has, and a number
   */
  static Timeline timeline(int images, int objects, String name) {
    List<Moment> moments =
        IntStream.range(0, images)
            .mapToObj(
                i ->
                    new Moment(
                        "t" + i + name,
                        Optional.of(Instant.EPOCH.plusSeconds(3600L * i)),
                        Optional.empty(),
                        OptionalLong.of(3_600_000_000_000L * i)))
            .toList();
    List<AmountSeries> series = new ArrayList<>();
    List<ObjectHistory> histories = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    for (int i = 0; i < objects; i++) {
      series.add(series(images, i, i + name));
      histories.add(history(images, i, i + name));
      findings.add(
          new Finding(
              ChangeType.CAME,
              TaskList.KIND,
              i + name,
              List.of(new FieldChange("command", name, "")),
              1,
              List.of()));
    }
    Findings step = new Findings(findings, List.of(), List.of());
    return new Timeline(
        moments,
        new TimeAxis(
            TimeAxis.Measure.KERNEL_CLOCK,
            DoubleStream.iterate(0, hours -> hours + 1).limit(images).boxed().toList()),
        true,
        Identities.DECLARED,
        IntStream.range(1, images).mapToObj(to -> new Step(to, step)).toList(),
        histories,
        series,
        series.stream().map(each -> new Leak(each, series, true, true)).toList(),
        List.of(name));
  }

  private static AmountSeries series(int images, int number, String words) {
    List<OptionalLong> values = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      values.add(i == 2 ? OptionalLong.empty() : OptionalLong.of(1000L * i * (number + 1)));
    }
    return new AmountSeries(
        number % 2 == 0 ? "process" : "slab",
        "count",
        number == 0 ? "" : words,
        words,
        values,
        true,
        Optional.of(new Growth(0, images, 1, 1000)),
        Optional.of(new Trend(1000, 999.5, 1000.25)));
  }

  private static ObjectHistory history(int images, int number, String title) {
    List<Presence> presence = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      presence.add(
          i == 0
              ? Presence.ABSENT
              : i == 3 ? Presence.UNKNOWN : i > 5 ? Presence.ABSENT : Presence.PRESENT);
    }
    return new ObjectHistory(
        TaskList.KIND,
        title,
        presence,
        List.of(new AttributeChange(number % images, new FieldChange("uid", "0", title))),
        Set.of());
  }
}
