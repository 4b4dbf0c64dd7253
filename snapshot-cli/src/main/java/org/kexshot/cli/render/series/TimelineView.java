package org.kexshot.cli.render.series;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.cli.render.diff.FindingsText;
import org.kexshot.cli.render.diff.MatchingText;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.series.Step;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.amount.AmountSeries;
import org.kexshot.diff.series.amount.Leak;
import org.kexshot.diff.series.time.TimeAxis.Measure;

/**
 * A series of images: what looks like a leak first, then what changed from each image to the next,
 * then what else grew.
 *
 * @param detailed whether text tells what became of each object, in place of what changed in each
 *     step; JSON has both
 * @param limit lines of text a part; JSON has all
 */
public record TimelineView(Timeline timeline, boolean detailed, int limit) implements View {
  private static final int MOST_NAMES = 8;

  /** From so many images on, growth by chance needs no mention: once in 5,040 series. */
  private static final int MANY_IMAGES = 7;

  @Override
  public void text(PrintWriter out) {
    out.println(
        "%s of %s; time by %s"
            .formatted(
                Text.count(timeline.moments().size(), "image"),
                timeline.sameBoot() ? "one boot" : "several boots",
                timeline.axis().measure().words()));
    matching().ifPresent(out::println);
    MomentText.print(out, timeline.moments());
    MomentText.problems(out, timeline.problems(), limit);
    if (timeline.sameBoot()) {
      leaks(out);
    }
    if (detailed) {
      out.println();
      out.println("what became of each object that came, went or changed");
      HistoryText.print(out, timeline.histories(), limit);
    } else {
      timeline.steps().forEach(step -> step(out, step));
    }
    if (detailed) {
      otherGrowth(out);
    }
  }

  private Optional<String> matching() {
    return MatchingText.given(timeline.identities());
  }

  private void leaks(PrintWriter out) {
    List<Leak> leaks = timeline.leaks();
    out.println();
    if (leaks.isEmpty()) {
      out.println(
          timeline.moments().size() < 3
              ? "no leak can be told from two images; it takes three or more"
              : "no amount that is held grew from each image to the next");
      return;
    }
    out.println("what looks like a leak, strongest first");
    for (int i = 0; i < Math.min(limit, leaks.size()); i++) {
      leak(out, i + 1, leaks.get(i));
    }
    if (leaks.size() > limit) {
      out.println("  and %s more; --limit 0 shows all".formatted(Text.count(leaks.size() - limit)));
    }
    int images = timeline.moments().size();
    if (images < MANY_IMAGES) {
      long held = timeline.series().stream().filter(AmountSeries::held).count();
      out.println(
          "  by chance one in %s amounts only grows in %d images, and %s were looked at: more images say more"
              .formatted(Text.count(factorial(images)), images, Text.count(held)));
    }
  }

  private static long factorial(int number) {
    return number < 2 ? 1 : number * factorial(number - 1);
  }

  private void leak(PrintWriter out, int rank, Leak leak) {
    AmountSeries head = leak.head();
    out.println(
        "  %d. %s   %s   %s   %s%s"
            .formatted(
                rank,
                Text.printable(head.words()),
                AmountText.values(head.values()),
                Sparkline.of(head.values()),
                AmountText.trend(head.trend(), measure()),
                leak.reclaimable() ? "; given back when memory runs short" : ""));
    if (!leak.with().isEmpty()) {
      out.println("       with " + Text.printable(AmountText.names(leak.with(), MOST_NAMES)));
    }
  }

  private Measure measure() {
    return timeline.axis().measure();
  }

  private void step(PrintWriter out, Step step) {
    out.println();
    out.println(
        "%s -> %s%s"
            .formatted(
                Text.printable(timeline.moments().get(step.to() - 1).name()),
                Text.printable(timeline.moments().get(step.to()).name()),
                after(step)));
    if (step.findings().effects().isEmpty()) {
      out.println("  nothing changed in what was compared");
    }
    Findings findings = step.findings();
    FindingsText.lines(out, new Findings(findings.effects(), List.of(), findings.noise()), limit);
  }

  private String after(Step step) {
    if (measure() == Measure.STEPS) {
      return "";
    }
    List<Double> hours = timeline.axis().times();
    double seconds = (hours.get(step.to()) - hours.get(step.to() - 1)) * 3600;
    return "   +%s s".formatted(Text.count(Math.round(seconds)));
  }

  /** What counts events, or nobody holds; a line each. */
  private void otherGrowth(PrintWriter out) {
    List<AmountSeries> grown = new ArrayList<>(timeline.series());
    grown.removeIf(series -> series.held() || series.growth().isEmpty());
    if (grown.isEmpty()) {
      return;
    }
    out.println();
    out.println("what else grew from each image to the next, and is no amount that is held");
    TextTable table = new TextTable("AMOUNT", "VALUES", ">SLOPE (HALF OF ALL)");
    for (AmountSeries series : grown.subList(0, Math.min(limit, grown.size()))) {
      table.row(
          series.words(),
          AmountText.values(series.values()),
          AmountText.trend(series.trend(), measure()));
    }
    table.print(out, "  ");
    if (grown.size() > limit) {
      out.println("  and %s more; --limit 0 shows all".formatted(Text.count(grown.size() - limit)));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    MomentText.json(json, timeline.moments());
    json.writeBooleanField("sameBoot", timeline.sameBoot());
    MatchingText.json(json, timeline.identities(), timeline.sameBoot());
    json.writeStringField("timeBy", timeline.axis().measure().name().toLowerCase(Locale.ROOT));
    Json.array(json, "times", timeline.axis().times(), JsonGenerator::writeNumber);
    Json.texts(json, "problems", timeline.problems());
    Json.array(json, "leaks", timeline.leaks(), TimelineView::leak);
    Json.array(json, "steps", timeline.steps(), TimelineView::step);
    Json.array(json, "histories", timeline.histories(), HistoryText::json);
    Json.array(json, "series", timeline.series(), AmountText::json);
  }

  private static void leak(JsonGenerator json, Leak leak) throws IOException {
    json.writeStartObject();
    AmountText.members(json, leak.head());
    json.writeBooleanField("named", leak.named());
    json.writeBooleanField("reclaimable", leak.reclaimable());
    Json.array(json, "with", leak.with(), AmountText::json);
    json.writeEndObject();
  }

  private static void step(JsonGenerator json, Step step) throws IOException {
    json.writeStartObject();
    json.writeNumberField("image", step.to());
    FindingsText.json(json, step.findings());
    json.writeEndObject();
  }
}
