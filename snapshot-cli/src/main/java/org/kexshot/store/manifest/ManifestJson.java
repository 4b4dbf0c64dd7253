package org.kexshot.store.manifest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.LiveMeasurement;
import org.kexshot.format.LiveReading;
import org.kexshot.store.file.FormatVersion;
import org.kexshot.store.page.PackSummary;
import org.kexshot.store.page.StorageUse;

/**
 * A manifest as JSON: UTF-8, members in a fixed order, instants in ISO 8601, durations in
 * nanoseconds, addresses as numbers, ELF notes in base 64. Absent values are left out. The same
 * manifest always gives the same bytes, whose SHA-256 is the snapshot's id. The members are listed
 * in {@code docs/formats/repository.md}.
 */
public final class ManifestJson {
  private static final String FORMAT = "kexshot manifest";

  /** Made when a manifest is read or written, for a list reads none. */
  private static final class Json {
    static final JsonFactory FACTORY = new JsonFactory();
  }

  public byte[] write(Manifest manifest) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
    try (JsonGenerator out = Json.FACTORY.createGenerator(bytes)) {
      out.setPrettyPrinter(new DefaultPrettyPrinter());
      out.writeStartObject();
      writeMembers(manifest, out);
      out.writeEndObject();
      out.writeRaw('\n');
    }
    return bytes.toByteArray();
  }

  /** From version 2 on there is a hash of the image. */
  private static FormatVersion version(Manifest manifest) {
    return manifest.imageSha256().isPresent() ? FormatVersion.TWO : FormatVersion.ONE;
  }

  private static void writeMembers(Manifest manifest, JsonGenerator out) throws IOException {
    out.writeStringField("format", FORMAT);
    out.writeNumberField("version", version(manifest).number());
    out.writeNumberField("sequence", manifest.sequence());
    writeIfPresent(out, "previous", manifest.previous());
    writeDescription(manifest.description(), out);
    writeIfPresent(out, "takenAt", manifest.takenAt());
    out.writeStringField("addedAt", manifest.addedAt().toString());
    writeIfPresent(out, "kernel", manifest.kernel());
    out.writeStringField("architecture", manifest.architecture().machine());
    out.writeArrayFieldStart("ram");
    for (PhysicalRange range : manifest.ram()) {
      out.writeStartObject();
      out.writeNumberField("start", range.start());
      out.writeNumberField("end", range.end());
      out.writeEndObject();
    }
    out.writeEndArray();
    if (manifest.dumpLevel().isPresent()) {
      out.writeNumberField("dumpLevel", manifest.dumpLevel().get());
    }
    PageCounts pages = manifest.pages();
    out.writeObjectFieldStart("pages");
    out.writeNumberField("kept", pages.kept());
    out.writeNumberField("zero", pages.zero());
    out.writeNumberField("excluded", pages.excluded());
    out.writeNumberField("unreadable", pages.unreadable());
    out.writeEndObject();
    writeStorage(manifest.storage(), out);
    out.writeStringField("pageMap", manifest.pageMapSha256());
    writeIfPresent(out, "imageSha256", manifest.imageSha256());
    writeIfPresent(out, "vmcoreinfo", manifest.vmcoreinfo());
    out.writeStringField("notes", Base64.getEncoder().encodeToString(manifest.notes().encode()));
    if (!manifest.debugFiles().isEmpty()) {
      out.writeObjectFieldStart("debugFiles");
      writeIfPresent(out, "btf", manifest.debugFiles().btf());
      writeIfPresent(out, "systemMap", manifest.debugFiles().systemMap());
      out.writeEndObject();
    }
  }

  private static void writeDescription(SnapshotDescription description, JsonGenerator out)
      throws IOException {
    out.writeStringField("label", description.label());
    out.writeStringField("note", description.note());
    out.writeObjectFieldStart("tags");
    for (Map.Entry<String, String> tag : description.tags().entrySet()) {
      out.writeStringField(tag.getKey(), tag.getValue());
    }
    out.writeEndObject();
    writeIfPresent(out, "host", description.host());
    if (description.pause().isPresent()) {
      out.writeNumberField("pauseNanos", description.pause().get().toNanos());
    }
    if (description.live().isPresent()) {
      writeLive(description.live().get(), out);
    }
    out.writeObjectFieldStart("excludedByKind");
    for (Map.Entry<String, Long> kind : description.excludedByKind().entrySet()) {
      out.writeNumberField(kind.getKey(), kind.getValue());
    }
    out.writeEndObject();
    if (description.source().isPresent()) {
      SourceFile source = description.source().get();
      out.writeObjectFieldStart("source");
      out.writeStringField("format", source.format());
      out.writeStringField("name", source.name());
      out.writeNumberField("bytes", source.bytes());
      writeIfPresent(out, "sha256", source.sha256());
      out.writeEndObject();
    }
  }

  private static void writeLive(LiveReading live, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("live");
    if (live.measurement().isPresent()) {
      writeMeasurement(live.measurement().get(), out);
    }
    out.writeEndObject();
  }

  private static void writeMeasurement(LiveMeasurement live, JsonGenerator out) throws IOException {
    out.writeNumberField("nanos", live.lasted().toNanos());
    out.writeNumberField("kernelNanos", live.kernelLasted().toNanos());
    out.writeNumberField("sampledPages", live.sampled());
    out.writeNumberField("changedPages", live.changed());
    out.writeNumberField("freedFrames", live.freed());
    out.writeNumberField("takenFrames", live.taken());
    out.writeNumberField("otherFrames", live.otherwise());
    out.writeNumberField("unmappedFrames", live.unmapped());
  }

  private static LiveReading live(JsonObject object) throws IOException {
    return object.has("nanos") ? LiveReading.of(measurement(object)) : LiveReading.UNMEASURED;
  }

  private static LiveMeasurement measurement(JsonObject object) throws IOException {
    return new LiveMeasurement(
        Duration.ofNanos(object.number("nanos")),
        Duration.ofNanos(object.number("kernelNanos")),
        object.number("sampledPages"),
        object.number("changedPages"),
        object.number("freedFrames"),
        object.number("takenFrames"),
        object.number("otherFrames"),
        object.number("unmappedFrames"));
  }

  private static void writeStorage(StorageUse storage, JsonGenerator out) throws IOException {
    out.writeObjectFieldStart("storage");
    out.writeNumberField("newPages", storage.newPages());
    out.writeNumberField("sharedPages", storage.sharedPages());
    out.writeNumberField("mapBytes", storage.mapBytes());
    out.writeArrayFieldStart("packs");
    for (PackSummary pack : storage.packs()) {
      out.writeStartObject();
      out.writeNumberField("number", pack.number());
      out.writeStringField("sha256", pack.sha256());
      out.writeNumberField("pages", pack.pages());
      out.writeNumberField("bytes", pack.bytes());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void writeIfPresent(JsonGenerator out, String name, Optional<?> value)
      throws IOException {
    if (value.isPresent()) {
      out.writeStringField(name, value.get().toString());
    }
  }

  /**
   * Reads a manifest.
   *
   * @throws IOException if the text is not a manifest; the message says what is wrong with it
   */
  Manifest read(byte[] text) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(text)) {
      parser.nextToken();
      return manifest(JsonObject.read(parser));
    } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Manifest manifest(JsonObject object) throws IOException {
    Optional<FormatVersion> version = FormatVersion.numbered(object.integer("version"));
    if (!object.text("format").equals(FORMAT) || version.isEmpty()) {
      throw new IOException(
          "format \"%s\" version %d, expected \"%s\" version %d or less"
              .formatted(
                  object.text("format"),
                  object.integer("version"),
                  FORMAT,
                  FormatVersion.newest().number()));
    }
    List<PhysicalRange> ram = new ArrayList<>();
    for (JsonObject range : object.objects("ram")) {
      ram.add(new PhysicalRange(range.number("start"), range.number("end")));
    }
    JsonObject pages = object.object("pages");
    return new Manifest(
        object.integer("sequence"),
        object.optionalText("previous"),
        description(object),
        Instant.parse(object.text("addedAt")),
        object.optionalText("kernel"),
        architecture(object.text("architecture")),
        ram,
        object.has("dumpLevel") ? Optional.of(object.integer("dumpLevel")) : Optional.empty(),
        new PageCounts(
            pages.number("kept"),
            pages.number("zero"),
            pages.number("excluded"),
            pages.number("unreadable")),
        storage(object.object("storage")),
        object.text("pageMap"),
        object.optionalText("vmcoreinfo"),
        ElfNotes.decode(Base64.getDecoder().decode(object.text("notes"))),
        debugFiles(object),
        version.get() == FormatVersion.ONE
            ? Optional.empty()
            : Optional.of(object.text("imageSha256")));
  }

  private static DebugFileHashes debugFiles(JsonObject object) throws IOException {
    if (!object.has("debugFiles")) {
      return DebugFileHashes.NONE;
    }
    JsonObject files = object.object("debugFiles");
    return new DebugFileHashes(files.optionalText("btf"), files.optionalText("systemMap"));
  }

  private static SnapshotDescription description(JsonObject object) throws IOException {
    Optional<SourceFile> source = Optional.empty();
    if (object.has("source")) {
      JsonObject file = object.object("source");
      source =
          Optional.of(
              new SourceFile(
                  file.text("format"),
                  file.text("name"),
                  file.number("bytes"),
                  file.optionalText("sha256")));
    }
    return new SnapshotDescription(
        object.text("label"),
        object.text("note"),
        object.object("tags").texts(),
        object.optionalText("host"),
        object.optionalText("takenAt").map(Instant::parse),
        object.has("pauseNanos")
            ? Optional.of(Duration.ofNanos(object.number("pauseNanos")))
            : Optional.empty(),
        object.has("live") ? Optional.of(live(object.object("live"))) : Optional.empty(),
        object.object("excludedByKind").numbers(),
        source);
  }

  private static StorageUse storage(JsonObject object) throws IOException {
    List<PackSummary> packs = new ArrayList<>();
    for (JsonObject pack : object.objects("packs")) {
      packs.add(
          new PackSummary(
              pack.integer("number"),
              pack.text("sha256"),
              pack.number("pages"),
              pack.number("bytes")));
    }
    return new StorageUse(
        object.number("newPages"), object.number("sharedPages"), object.number("mapBytes"), packs);
  }

  private static Architecture architecture(String machine) throws IOException {
    for (Architecture architecture : Architecture.values()) {
      if (architecture.machine().equals(machine)) {
        return architecture;
      }
    }
    throw new IOException("unknown architecture \"%s\"".formatted(machine));
  }
}
