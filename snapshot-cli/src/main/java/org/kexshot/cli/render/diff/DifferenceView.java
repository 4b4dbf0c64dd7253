package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.PageOwnerTotals;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.kind.Attribute;

/**
 * How two images differ: first why something may be missing below, then what changed in plain
 * sentences, then objects by kind, symbols, memory by owner, and pages.
 *
 * @param before the first image
 * @param after the second image
 * @param findings what it comes to
 * @param noise tells which data symbols change anyway
 * @param selection what is shown as text; JSON has all
 */
public record DifferenceView(
    ImageTitle before,
    ImageTitle after,
    ImageDifference difference,
    Findings findings,
    Noise noise,
    Selection selection)
    implements View {

  @Override
  public void text(PrintWriter out) {
    out.println("before  " + Text.printable(before.name()));
    live(out, before);
    out.println(
        "after   " + Text.printable(after.name()) + "  (" + difference.relation().meaning() + ")");
    live(out, after);
    order(out);
    MatchingText.sentence(difference).ifPresent(sentence -> out.println("        " + sentence));
    notCompared(out);
    problems(out);
    TextDifferenceText.print(out, difference.text(), selection.limit());
    FindingsText.print(out, findings, difference.objects(), selection);
    new ObjectDifferenceText(out, selection).print(difference);
    if (selection.showsMemory()) {
      new SymbolDifferenceText(out, selection, noise).print(difference.symbols());
      new MemoryDifferenceText(out, selection.limit()).print(difference.memory());
      pages(out, difference.pages(), difference.owners());
    }
  }

  private static void live(PrintWriter out, ImageTitle image) {
    image.live().ifPresent(live -> out.println("        " + live.words()));
  }

  private void order(PrintWriter out) {
    if (difference.seconds() < 0) {
      out.println(
          "        the first was taken %.3f s after the second by the kernel's clock: what came between them is shown as gone, and what went as come"
              .formatted(-difference.seconds()));
    }
  }

  private void notCompared(PrintWriter out) {
    difference
        .notCompared()
        .forEach(
            (reason, what) -> {
              out.println();
              out.println("not compared   " + String.join(", ", what));
              out.println("  " + Text.printable(reason));
            });
  }

  private void pages(PrintWriter out, PageTotals pages, List<PageOwnerTotals> owners) {
    out.println();
    out.println(
        "pages   %s changed, %s appeared, %s vanished, %s the same%s"
            .formatted(
                Text.count(pages.changed()),
                Text.count(pages.appeared()),
                Text.count(pages.vanished()),
                Text.count(pages.same()),
                pages.unknown() == 0 ? "" : ", %s unknown".formatted(Text.count(pages.unknown()))));
    if (difference.relation() == ImageRelation.SAME_KERNEL
        || difference.relation() == ImageRelation.DIFFERENT_KERNELS) {
      out.println(
          "        page frames of different boots do not correspond: that one holds other bytes"
              + " says nothing of what was done");
    }
    if (pages.appeared() + pages.vanished() > 0) {
      out.println(
          "        appeared and vanished pages were excluded from the other image, so what they"
              + " held there is unknown");
    }
    if (pages.unknown() > 0) {
      out.println(
          "        unknown pages were excluded from both images, or could not be read in one");
    }
    TextTable table = new TextTable("OWNER", ">CHANGED", ">APPEARED", ">VANISHED");
    for (PageOwnerTotals owner : owners) {
      table.row(
          owner.owner().words(),
          Text.count(owner.changed()),
          Text.count(owner.appeared()),
          Text.count(owner.vanished()));
    }
    if (!table.isEmpty()) {
      table.print(out, "        ");
    }
  }

  private void problems(PrintWriter out) {
    List<String> all = difference.unreadable();
    if (all.isEmpty()) {
      return;
    }
    out.println();
    out.println("not readable, so that something may be missing below:");
    int limit = selection.limit();
    for (String problem : all.subList(0, Math.min(limit, all.size()))) {
      out.println("  " + Text.printable(problem));
    }
    if (all.size() > limit) {
      out.println("  and %s more".formatted(Text.count(all.size() - limit)));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("before", before.name());
    json.writeStringField("after", after.name());
    LiveText.member(json, "liveBefore", before.live());
    LiveText.member(json, "liveAfter", after.live());
    json.writeStringField("relation", difference.relation().name());
    json.writeBooleanField("sameBoot", difference.relation() == ImageRelation.SAME_BOOT);
    MatchingText.json(json, difference);
    if (difference.seconds() != 0) {
      json.writeNumberField("seconds", difference.seconds());
    }
    Json.texts(json, "problems", difference.allProblems());
    FindingsText.json(json, findings);
    PageTotals pages = difference.pages();
    json.writeObjectFieldStart("pages");
    json.writeNumberField("same", pages.same());
    json.writeNumberField("changed", pages.changed());
    json.writeNumberField("appeared", pages.appeared());
    json.writeNumberField("vanished", pages.vanished());
    json.writeNumberField("unknown", pages.unknown());
    Json.array(json, "owners", difference.owners(), DifferenceView::owner);
    json.writeEndObject();
    for (ObjectDifference<?> objects : difference.objects()) {
      kind(json, objects);
    }
    SymbolDifferenceText.json(json, difference.symbols());
    MemoryDifferenceText.json(json, difference.memory());
    TextDifferenceText.json(json, difference.text());
  }

  private static void owner(JsonGenerator json, PageOwnerTotals owner) throws IOException {
    json.writeStartObject();
    json.writeStringField("owner", owner.owner().name());
    json.writeNumberField("changed", owner.changed());
    json.writeNumberField("appeared", owner.appeared());
    json.writeNumberField("vanished", owner.vanished());
    json.writeEndObject();
  }

  private static <T> void kind(JsonGenerator json, ObjectDifference<T> objects) throws IOException {
    ObjectTable<T> table = ObjectTable.of(objects.kind());
    json.writeObjectFieldStart(table.name());
    if (objects.notCompared().isPresent()) {
      json.writeStringField("notCompared", objects.notCompared().get());
    } else {
      table.writeArray(json, "appeared", objects.appeared());
      table.writeArray(json, "vanished", objects.vanished());
      Json.array(
          json,
          "changed",
          objects.changed(),
          (generator, change) -> change(generator, change, table));
      if (objects.unknown() > 0) {
        json.writeObjectFieldStart("unknown");
        table.writeArray(json, "before", objects.unknownBefore());
        table.writeArray(json, "after", objects.unknownAfter());
        json.writeEndObject();
      }
      json.writeNumberField("fluctuated", objects.fluctuating().size());
      Json.texts(json, "problems", objects.problems());
    }
    json.writeEndObject();
  }

  private static <T> void change(
      JsonGenerator json, ObjectDifference.Change<T> change, ObjectTable<T> table)
      throws IOException {
    json.writeStartObject();
    Json.texts(json, "attributes", change.attributes().stream().map(Attribute::name).toList());
    Json.member(json, "before", table.json(change.before()));
    Json.member(json, "after", table.json(change.after()));
    json.writeEndObject();
  }
}
