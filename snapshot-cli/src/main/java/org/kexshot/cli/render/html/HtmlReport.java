package org.kexshot.cli.render.html;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.diff.FindingsText;
import org.kexshot.cli.render.diff.ImageTitle;
import org.kexshot.cli.render.diff.MatchingText;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.output.ReportFile;

/**
 * How two images differ as one HTML page, which needs no other file and no network. Whatever the
 * images hold, it has less than {@link #MOST_BYTES}, and nothing in them is run or taken for HTML.
 *
 * @param before the first image
 * @param after the second image
 * @param findings what it comes to
 * @param inFirst finds frames of addresses in the first image
 * @param inSecond in the second
 */
public record HtmlReport(
    ImageTitle before,
    ImageTitle after,
    ImageDifference difference,
    Findings findings,
    FrameLookup inFirst,
    FrameLookup inSecond)
    implements ReportFile.Contents {

  /** The most bytes of a page. The parts below add up to less, beside style, script and tags. */
  public static final int MOST_BYTES = 2_000_000;

  private static final int MAP_BYTES = 700_000;
  private static final int NAME_BYTES = 220_000;
  private static final int FINDING_BYTES = 240_000;
  private static final int OBJECT_BYTES = 420_000;
  private static final int SYMBOL_BYTES = 140_000;
  private static final int MOST_PROBLEMS = 40;

  @Override
  public void write(OutputStream out) throws IOException {
    out.write(html().getBytes(StandardCharsets.UTF_8));
  }

  /** The page. */
  public String html() {
    StringOutput out = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html).render("report.jte", page(), out);
    return out.toString();
  }

  private ReportPage page() {
    SizeBudget findingBudget = new SizeBudget(FINDING_BYTES);
    List<FindingEntry> ownTraces =
        new FindingEntries(findingBudget.share(4)).of(findings.ownTraces());
    List<FindingEntry> effects = new FindingEntries(findingBudget).of(findings.effects());
    List<String> problems = difference.unreadable();
    boolean symbolsCompared = difference.symbols().notCompared().isEmpty();
    return new ReportPage(
        PageAssets.load(),
        PageText.of(before.name()),
        PageText.of(after.name()),
        relation(),
        facts(),
        factNotes(),
        notCompared(),
        problems.stream().limit(MOST_PROBLEMS).map(PageText::of).toList(),
        Math.max(0, problems.size() - MOST_PROBLEMS),
        effects,
        findings.effects().size() - effects.size(),
        ownTraces,
        findings.tallies().stream().map(FindingsText::tally).toList(),
        difference
            .frames()
            .map(
                frames ->
                    MapSection.of(
                        frames,
                        difference.relation().framesCorrespond(),
                        MAP_BYTES,
                        new SizeBudget(NAME_BYTES))),
        Optional.of(difference.owners())
            .filter(all -> !all.isEmpty())
            .map(all -> OwnerSection.of(all, difference.relation().framesCorrespond())),
        new KindSections(new SizeBudget(OBJECT_BYTES), inFirst, inSecond).of(difference.objects()),
        unchanged(),
        symbolsCompared
            ? Optional.of(
                SymbolTables.of(
                    difference.symbols().changes(), inSecond, new SizeBudget(SYMBOL_BYTES)))
            : Optional.empty(),
        SymbolTables.summary(difference.symbols().changes(), difference.symbols().unknown()));
  }

  /**
   * How the images hang together, by what objects were matched if that is not plain, and which
   * image is not of one instant.
   */
  private String relation() {
    StringBuilder relation = new StringBuilder(difference.relation().meaning());
    MatchingText.sentence(difference).ifPresent(sentence -> relation.append("; ").append(sentence));
    before.live().ifPresent(live -> relation.append("; before: ").append(live.words()));
    after.live().ifPresent(live -> relation.append("; after: ").append(live.words()));
    return relation.toString();
  }

  private List<ReportPage.NotCompared> notCompared() {
    List<ReportPage.NotCompared> all = new ArrayList<>();
    difference
        .notCompared()
        .forEach(
            (reason, what) ->
                all.add(new ReportPage.NotCompared(PageText.of(reason), String.join(", ", what))));
    return all;
  }

  private List<String> unchanged() {
    return difference.objects().stream()
        .filter(kind -> kind.isEmpty() && kind.notCompared().isEmpty())
        .map(HtmlReport::unchanged)
        .toList();
  }

  private static String unchanged(ObjectDifference<?> kind) {
    String words = kind.kind().words();
    return kind.fluctuating().isEmpty()
        ? words
        : "%s (%s fluctuated)".formatted(words, Text.count(kind.fluctuating().size()));
  }

  private List<ReportPage.Fact> facts() {
    PageTotals pages = difference.pages();
    return difference.relation().framesCorrespond()
        ? List.of(
            fact("changed", pages.changed()),
            fact("appeared", pages.appeared()),
            fact("vanished", pages.vanished()),
            fact("the same", pages.same()),
            fact("unknown", pages.unknown()))
        : List.of(
            fact("in both", pages.same()),
            fact("only after", pages.appeared()),
            fact("only before", pages.vanished()),
            fact("unknown", pages.unknown()));
  }

  private static ReportPage.Fact fact(String name, long pages) {
    return new ReportPage.Fact(name, Text.count(pages), Text.pages(pages));
  }

  private List<String> factNotes() {
    PageTotals pages = difference.pages();
    List<String> notes = new ArrayList<>();
    if (!difference.relation().framesCorrespond()) {
      notes.add(
          "Page frames of different boots do not correspond: pages are matched by what they hold,"
              + " so far as both images keep it. The map is of the later image; lit is what the"
              + " earlier one has nowhere.");
      return notes;
    }
    if (pages.appeared() + pages.vanished() > 0) {
      notes.add(
          "Appeared and vanished pages were excluded from the other image, so what they held there"
              + " is unknown.");
    }
    if (pages.unknown() > 0) {
      notes.add("Unknown pages were excluded from both images, or could not be read in one.");
    }
    return notes;
  }
}
