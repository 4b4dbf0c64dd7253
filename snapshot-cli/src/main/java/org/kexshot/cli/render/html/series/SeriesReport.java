package org.kexshot.cli.render.html.series;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.diff.MatchingText;
import org.kexshot.cli.render.html.PageAssets;
import org.kexshot.cli.render.html.PageText;
import org.kexshot.cli.render.html.ReportTable;
import org.kexshot.cli.render.html.SizeBudget;
import org.kexshot.cli.render.html.TableBuilder;
import org.kexshot.cli.render.series.AmountText;
import org.kexshot.diff.series.Timeline;
import org.kexshot.diff.series.amount.Leak;
import org.kexshot.diff.series.time.Moment;
import org.kexshot.output.ReportFile;

/**
 * A series of images as one HTML page, which needs no other file and no network. Whatever the
 * images hold, it has less than {@link #MOST_BYTES}, and nothing in them is run or taken for HTML.
 */
public record SeriesReport(Timeline timeline) implements ReportFile.Contents {
  /** The most bytes of a page. The parts below add up to less, beside style, script and tags. */
  public static final int MOST_BYTES = 2_000_000;

  private static final int LEAK_BYTES = 160_000;
  private static final int STEP_BYTES = 500_000;
  private static final int AMOUNT_BYTES = 500_000;
  private static final int LIFE_BYTES = 500_000;
  private static final int MOMENT_BYTES = 120_000;
  private static final int MOST_LEAKS = 60;
  private static final int MOST_COMPANIONS = 8;
  private static final int MOST_PROBLEMS = 40;
  private static final int FEWEST_FOR_LEAKS = 3;

  @Override
  public void write(OutputStream out) throws IOException {
    out.write(html().getBytes(StandardCharsets.UTF_8));
  }

  /** The page. */
  public String html() {
    StringOutput out = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render("series.jte", page(), out);
    return out.toString();
  }

  private SeriesPage page() {
    List<AmountEntry> leaks = leaks(new SizeBudget(LEAK_BYTES));
    List<LifeEntry> lives = LifeEntry.of(timeline, new SizeBudget(LIFE_BYTES));
    List<String> problems = timeline.problems();
    return new SeriesPage(
        PageAssets.ofSeries(),
        Text.count(timeline.moments().size(), "image"),
        timeline.sameBoot()
            ? "one boot"
            : "several boots: objects are matched by what they are called",
        MatchingText.given(timeline.identities()).orElse(""),
        timeline.axis().measure().words(),
        problems.stream().limit(MOST_PROBLEMS).map(PageText::of).toList(),
        Math.max(0, problems.size() - MOST_PROBLEMS),
        leakNote(),
        leaks,
        timeline.leaks().size() - leaks.size(),
        StepEntry.of(timeline, new SizeBudget(STEP_BYTES)),
        AmountGroup.of(timeline, new SizeBudget(AMOUNT_BYTES)),
        lives,
        timeline.histories().size() - lives.size(),
        moments(new SizeBudget(MOMENT_BYTES)));
  }

  private String leakNote() {
    if (!timeline.sameBoot()) {
      return "Leaks are looked for among images of one boot only.";
    }
    if (timeline.moments().size() < FEWEST_FOR_LEAKS) {
      return "No leak can be told from two images; it takes three or more.";
    }
    return timeline.leaks().isEmpty()
        ? "No amount that is held grew from each image to the next."
        : "Amounts that are held and grew from each image to the next. The slope is the median of"
            + " those between each two images; half of all lie in the range behind it. More"
            + " images say more.";
  }

  private List<AmountEntry> leaks(SizeBudget budget) {
    List<AmountEntry> entries = new ArrayList<>();
    for (Leak leak : timeline.leaks()) {
      AmountEntry entry = AmountEntry.of(leak.head(), timeline.axis(), note(leak));
      if (entries.size() == MOST_LEAKS || !budget.take(entry.size())) {
        break;
      }
      entries.add(entry);
    }
    return entries;
  }

  private static String note(Leak leak) {
    List<String> notes = new ArrayList<>();
    if (leak.reclaimable()) {
      notes.add("given back when memory runs short");
    }
    if (!leak.with().isEmpty()) {
      notes.add("with " + AmountText.names(leak.with(), MOST_COMPANIONS));
    }
    return String.join("; ", notes);
  }

  private ReportTable moments(SizeBudget budget) {
    TableBuilder table =
        new TableBuilder("images", "Images, oldest first", budget)
            .column("#", ReportTable.Style.NUMBER)
            .column("Image", ReportTable.Style.TEXT)
            .column("Taken", ReportTable.Style.TEXT)
            .column("Since boot", ReportTable.Style.NUMBER);
    for (int i = 0; i < timeline.moments().size(); i++) {
      Moment moment = timeline.moments().get(i);
      OptionalLong nanos = moment.kernelNanos();
      table.row(
          "",
          OptionalLong.empty(),
          List.of(
              String.valueOf(i + 1),
              moment.name(),
              moment.takenAt().map(Text::time).orElse("unknown")
                  + moment.live().map(live -> "; " + live.words()).orElse(""),
              nanos.isPresent() ? Text.sinceBoot(nanos.getAsLong()) : "unknown"));
    }
    return table.build();
  }
}
