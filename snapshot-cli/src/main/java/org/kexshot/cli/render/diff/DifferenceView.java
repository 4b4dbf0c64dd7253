package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.object.ObjectDifference;
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
      PagesText.print(out, difference);
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
    PagesText.json(json, difference);
    for (ObjectDifference<?> objects : difference.objects()) {
      kind(json, objects);
    }
    SymbolDifferenceText.json(json, difference.symbols());
    MemoryDifferenceText.json(json, difference.memory());
    TextDifferenceText.json(json, difference.text());
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
