package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.store.maintain.Repair;

/** What a repair did, and what is damaged still. */
public record RepairView(Repair repair) implements View {
  @Override
  public void text(PrintWriter out) {
    String prefix = repair.isDryRun() ? "would be done: " : "done: ";
    repair.done().forEach(sentence -> out.println(prefix + Text.printable(sentence)));
    for (Repair.Harmed one : repair.forgotten()) {
      out.println(prefix + "snapshot %s is forgotten: %s".formatted(name(one), why(one)));
    }
    repair.left().forEach(sentence -> out.println("damaged still: " + Text.printable(sentence)));
    for (Repair.Harmed one : repair.harmed()) {
      out.println("snapshot %s cannot be read whole: %s".formatted(name(one), why(one)));
    }
    if (!repair.harmed().isEmpty()) {
      out.println("`kexshot repair --forget-damaged` forgets the snapshots that are named here");
    }
    out.println(
        repair.isWhole()
            ? "the repository %s whole".formatted(repair.isDryRun() ? "would be" : "is")
            : "the repository %s damaged".formatted(repair.isDryRun() ? "would stay" : "is still"));
  }

  private static String name(Repair.Harmed one) {
    String label = one.label().isEmpty() ? "" : " (" + Text.printable(one.label()) + ")";
    return one.name().shortId() + label;
  }

  private static String why(Repair.Harmed one) {
    return Text.printable(one.why());
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeBooleanField("isDryRun", repair.isDryRun());
    json.writeBooleanField("isWhole", repair.isWhole());
    Json.texts(json, "done", repair.done());
    Json.texts(json, "left", repair.left());
    snapshots(json, "harmed", repair.harmed());
    snapshots(json, "forgotten", repair.forgotten());
  }

  private static void snapshots(JsonGenerator json, String name, List<Repair.Harmed> snapshots)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Repair.Harmed one : snapshots) {
      json.writeStartObject();
      json.writeStringField("id", one.name().id());
      json.writeStringField("label", one.label());
      json.writeStringField("why", one.why());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
