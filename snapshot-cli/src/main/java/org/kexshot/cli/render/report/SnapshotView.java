package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.LiveText;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.format.LiveReading;
import org.kexshot.store.manifest.DebugFileHashes;
import org.kexshot.store.manifest.Manifest;
import org.kexshot.store.manifest.PageCounts;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SourceFile;
import org.kexshot.store.page.StorageUse;

/** All that is known of one snapshot. */
public record SnapshotView(Snapshot snapshot) implements View {
  @Override
  public void text(PrintWriter out) {
    Manifest manifest = snapshot.manifest();
    line(out, "snapshot", snapshot.id());
    line(out, "label", manifest.label());
    if (!manifest.description().note().isEmpty()) {
      line(out, "note", manifest.description().note());
    }
    if (!manifest.description().tags().isEmpty()) {
      line(out, "tags", tags(manifest.description().tags()));
    }
    manifest.takenAt().ifPresent(time -> line(out, "taken", Text.time(time)));
    line(out, "added", Text.time(manifest.addedAt()));
    manifest.description().host().ifPresent(host -> line(out, "host", host));
    line(
        out,
        "kernel",
        manifest.kernel().map(kernel -> kernel + ", ").orElse("")
            + manifest.architecture().machine());
    manifest.dumpLevel().ifPresent(level -> line(out, "dump level", String.valueOf(level)));
    manifest.pause().ifPresent(pause -> line(out, "pause", Text.seconds(pause)));
    manifest.description().live().ifPresent(live -> live(out, live));
    pages(out, manifest.pages());
    kinds(out, manifest.description().excludedByKind());
    storage(out, manifest.storage());
    manifest.description().source().ifPresent(source -> source(out, source));
    debugFiles(out, manifest.debugFiles());
    manifest.previous().ifPresent(previous -> line(out, "previous", previous));
    line(out, "page map", "sha256 " + manifest.pageMapSha256());
  }

  private static void live(PrintWriter out, LiveReading live) {
    String name = "live";
    for (String sentence : LiveText.lines(live)) {
      line(out, name, sentence);
      name = "";
    }
  }

  private static void pages(PrintWriter out, PageCounts pages) {
    line(out, "memory", Text.pages(pages.total()) + " of RAM");
    line(
        out,
        "pages",
        "%s kept, %s zero, %s excluded%s"
            .formatted(
                Text.count(pages.kept()),
                Text.count(pages.zero()),
                Text.count(pages.excluded()),
                pages.unreadable() == 0
                    ? ""
                    : ", %s unreadable".formatted(Text.count(pages.unreadable()))));
  }

  private static void kinds(PrintWriter out, Map<String, Long> kinds) {
    String excluded = PagesText.excluded(kinds);
    if (!excluded.isEmpty()) {
      line(out, "excluded", excluded);
    }
  }

  private static void storage(PrintWriter out, StorageUse storage) {
    line(
        out,
        "stored",
        "%s for %s new and %s shared"
            .formatted(
                Text.size(storage.newBytes()),
                Text.count(storage.newPages(), "page"),
                Text.count(storage.sharedPages())));
  }

  private static void source(PrintWriter out, SourceFile source) {
    line(out, "source", "%s, %s".formatted(source.name(), source.format()));
    source
        .sha256()
        .ifPresent(
            hash -> line(out, "", "%s, sha256 %s".formatted(Text.size(source.bytes()), hash)));
  }

  private static void debugFiles(PrintWriter out, DebugFileHashes files) {
    files.btf().ifPresent(hash -> line(out, "types", "kept with it, sha256 " + hash));
    files.systemMap().ifPresent(hash -> line(out, "System.map", "kept with it, sha256 " + hash));
  }

  private static void line(PrintWriter out, String name, String value) {
    out.println(name + " ".repeat(12 - name.length()) + Text.printable(value));
  }

  /** Keys and values in a line. */
  static String tags(Map<String, String> tags) {
    StringJoiner line = new StringJoiner(" ");
    tags.forEach((key, value) -> line.add(value.isEmpty() ? key : key + "=" + value));
    return line.toString();
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    Manifest manifest = snapshot.manifest();
    json.writeStringField("id", snapshot.id());
    Json.member(json, "previous", manifest.previous());
    json.writeStringField("label", manifest.label());
    json.writeStringField("note", manifest.description().note());
    texts(json, "tags", manifest.description().tags());
    Json.member(json, "host", manifest.description().host());
    Json.member(json, "takenAt", manifest.takenAt());
    json.writeStringField("addedAt", manifest.addedAt().toString());
    Json.member(json, "kernel", manifest.kernel());
    json.writeStringField("architecture", manifest.architecture().machine());
    Json.ranges(json, "ram", manifest.ram());
    Json.member(json, "dumpLevel", manifest.dumpLevel());
    Json.member(json, "pauseNanos", manifest.pause().map(Duration::toNanos));
    LiveText.member(json, manifest.description().live());
    json.writeObjectFieldStart("pages");
    json.writeNumberField("kept", manifest.pages().kept());
    json.writeNumberField("zero", manifest.pages().zero());
    json.writeNumberField("excluded", manifest.pages().excluded());
    json.writeNumberField("unreadable", manifest.pages().unreadable());
    json.writeEndObject();
    json.writeObjectFieldStart("excludedByKind");
    for (Map.Entry<String, Long> kind : manifest.description().excludedByKind().entrySet()) {
      json.writeNumberField(kind.getKey(), kind.getValue());
    }
    json.writeEndObject();
    storage(json, manifest.storage());
    if (manifest.description().source().isPresent()) {
      source(json, manifest.description().source().get());
    }
    if (!manifest.debugFiles().isEmpty()) {
      json.writeObjectFieldStart("debugFiles");
      Json.member(json, "btf", manifest.debugFiles().btf());
      Json.member(json, "systemMap", manifest.debugFiles().systemMap());
      json.writeEndObject();
    }
  }

  private static void texts(JsonGenerator json, String name, Map<String, String> texts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> text : texts.entrySet()) {
      json.writeStringField(text.getKey(), text.getValue());
    }
    json.writeEndObject();
  }

  private static void storage(JsonGenerator json, StorageUse storage) throws IOException {
    json.writeObjectFieldStart("storage");
    json.writeNumberField("newPages", storage.newPages());
    json.writeNumberField("sharedPages", storage.sharedPages());
    json.writeNumberField("newBytes", storage.newBytes());
    json.writeEndObject();
  }

  private static void source(JsonGenerator json, SourceFile source) throws IOException {
    json.writeObjectFieldStart("source");
    json.writeStringField("format", source.format());
    json.writeStringField("name", source.name());
    json.writeNumberField("bytes", source.bytes());
    Json.member(json, "sha256", source.sha256());
    json.writeEndObject();
  }
}
