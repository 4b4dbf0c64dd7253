package org.kexshot.cli.render.html.series;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
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
import org.kexshot.kernel.net.RouteList;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kind.ObjectKind;

/** A made-up series of a machine in which a process leaks sockets, for the documentation. */
public final class ExampleSeries {
  private static final int IMAGES = 12;

  /** One every ten minutes. */
  private static final double HOURS = 1.0 / 6;

  private ExampleSeries() {}

  /** Its page. */
  public static String report() {
    return new SeriesReport(timeline()).html();
  }

  private static Timeline timeline() {
    List<Moment> moments =
        IntStream.range(0, IMAGES)
            .mapToObj(
                i ->
                    new Moment(
                        "test-%02d".formatted(i),
                        Optional.of(Instant.parse("2026-11-30T08:00:00Z").plusSeconds(600L * i)),
                        Optional.empty(),
                        OptionalLong.of(600_000_000_000L * i)))
            .toList();
    AmountSeries sockets =
        amount(
            "slab",
            "live",
            "sock_inode_cache",
            "live objects of sock_inode_cache",
            i -> 412 + 250L * i + i % 3 * 9);
    AmountSeries files =
        amount(
            "process",
            "openFiles",
            "1207 relayd",
            "open files of 1207 relayd",
            i -> 64 + 249L * i + i % 3 * 8);
    AmountSeries entries =
        amount(
            "slab",
            "live",
            "dentry",
            "live objects of dentry",
            i -> 21_300 + 260L * i + i % 4 * 31);
    AmountSeries anonymous =
        amount(
            "process",
            "anonymousPages",
            "1207 relayd",
            "anonymous pages of 1207 relayd",
            i -> 5200 + 18L * i + i % 2 * 5);
    AmountSeries free =
        amount(
            "counter",
            "value",
            "nr_free_pages",
            "nr_free_pages",
            i -> 181_000 - 410L * i + i % 3 * 1200);
    return new Timeline(
        moments,
        new TimeAxis(
            TimeAxis.Measure.KERNEL_CLOCK,
            IntStream.range(0, IMAGES).mapToObj(i -> i * HOURS).toList()),
        true,
        Identities.DECLARED,
        IntStream.range(1, IMAGES).mapToObj(ExampleSeries::step).toList(),
        List.of(
            history(TaskList.KIND, "1311 backup", 3, 6, List.of()),
            history(
                TaskList.KIND,
                "1207 relayd --listen 7077",
                0,
                IMAGES,
                List.of(
                    new AttributeChange(
                        5, new FieldChange("controlGroup", "/system.slice", "/limited")))),
            history(RouteList.KIND, "10.96.0.0/16 via 10.0.2.9 dev eth0", 5, IMAGES, List.of())),
        List.of(sockets, files, entries, anonymous, free),
        List.of(
            new Leak(files, List.of(sockets, entries), true, false),
            new Leak(anonymous, List.of(), true, false)),
        List.of());
  }

  @FunctionalInterface
  private interface Values {
    long of(int image);
  }

  private static AmountSeries amount(
      String kind, String amount, String whose, String words, Values values) {
    long[] all = IntStream.range(0, IMAGES).mapToLong(values::of).toArray();
    double[] hours = IntStream.range(0, IMAGES).mapToDouble(i -> i * HOURS).toArray();
    boolean grew = IntStream.range(1, IMAGES).allMatch(i -> all[i] > all[i - 1]);
    return new AmountSeries(
        kind,
        amount,
        whose,
        words,
        LongStream.of(all).mapToObj(OptionalLong::of).toList(),
        grew,
        grew ? Optional.of(new Growth(0, IMAGES, all[0], all[IMAGES - 1])) : Optional.empty(),
        Optional.of(Trend.of(hours, LongStream.of(all).asDoubleStream().toArray())));
  }

  private static Step step(int to) {
    List<Finding> findings = new ArrayList<>();
    if (to == 3) {
      findings.add(finding(ChangeType.CAME, TaskList.KIND, "1311 backup", List.of()));
    }
    if (to == 5) {
      findings.add(
          finding(
              ChangeType.CAME, RouteList.KIND, "10.96.0.0/16 via 10.0.2.9 dev eth0", List.of()));
      findings.add(
          finding(
              ChangeType.CHANGED,
              TaskList.KIND,
              "1207 relayd --listen 7077",
              List.of(new FieldChange("controlGroup", "/system.slice", "/limited"))));
    }
    if (to == 6) {
      findings.add(finding(ChangeType.WENT, TaskList.KIND, "1311 backup", List.of()));
    }
    return new Step(to, new Findings(findings, List.of(), List.of()));
  }

  private static Finding finding(
      ChangeType change, ObjectKind<?> kind, String title, List<FieldChange> fields) {
    return new Finding(change, kind, title, fields, 1, List.of());
  }

  private static ObjectHistory history(
      ObjectKind<?> kind, String title, int from, int end, List<AttributeChange> changes) {
    return new ObjectHistory(
        kind,
        title,
        IntStream.range(0, IMAGES)
            .mapToObj(i -> i >= from && i < end ? Presence.PRESENT : Presence.ABSENT)
            .toList(),
        changes,
        Set.of());
  }
}
