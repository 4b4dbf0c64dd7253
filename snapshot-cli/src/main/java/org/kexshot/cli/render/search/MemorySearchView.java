package org.kexshot.cli.render.search;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.operation.search.MemoryHit;
import org.kexshot.operation.search.MemorySearchResult;
import org.kexshot.owner.OwnerKind;
import org.kexshot.owner.bytes.ByteOwner;
import org.kexshot.store.manifest.Snapshot;

/**
 * What was found in memory, by image and address.
 *
 * @param pattern as the user wrote it
 * @param snapshots that were searched; none if it was a file
 * @param repository that holds them
 * @param highlighter shows what matches in the text
 */
public record MemorySearchView(
    String pattern,
    MemorySearchResult result,
    List<Snapshot> snapshots,
    Optional<Path> repository,
    Highlighter highlighter)
    implements ImageView {
  /** Bytes that {@code read} shows around a match. */
  private static final int READ_LENGTH = 256;

  private static final int MOST_SHOWN = 512;

  @Override
  public List<String> problems() {
    return result.problems();
  }

  @Override
  public void text(PrintWriter out) {
    for (MemoryHit hit : result.hits()) {
      out.println("0x%012x  %s%s".formatted(hit.physical(), owner(hit), images(hit)));
      out.println(
          "    %s[%s]%s"
              .formatted(
                  shown(hit.before()), highlighter.all(shown(hit.bytes())), shown(hit.after())));
      out.println("    " + Text.printable(command(hit)));
    }
    long left = result.total() - result.hits().size();
    out.println(
        "%s found in %s, %s read%s"
            .formatted(
                Text.count(result.total()),
                Text.count(result.distinctPages(), "distinct page"),
                Text.count(result.readPages()),
                left > 0 ? "; %s not shown; --limit shows more".formatted(Text.count(left)) : ""));
  }

  private String images(MemoryHit hit) {
    if (snapshots.isEmpty()) {
      return "";
    }
    String named =
        hit.images().stream()
            .map(index -> snapshots.get(index).manifest().label())
            .collect(Collectors.joining(" "));
    return "  in " + Text.printable(named);
  }

  private static String owner(MemoryHit hit) {
    if (hit.owner().isEmpty()) {
      return hit.frames().size() > 1 ? "goes on in other pages" : "";
    }
    ByteOwner owner = hit.owner().get();
    StringBuilder text = new StringBuilder(owner.kind().words());
    if (!owner.name().isEmpty()) {
      text.append(' ').append(Text.printable(owner.name()));
    }
    if (!owner.area().isEmpty()) {
      text.append(' ').append(Text.printable(owner.area()));
    }
    boolean inFile = isInFile(owner);
    hit.place()
        .ifPresent(
            place -> text.append((inFile ? " at offset 0x%x" : " at 0x%x").formatted(place)));
    return text.toString();
  }

  private static boolean isInFile(ByteOwner owner) {
    return owner.kind() == OwnerKind.PAGE_CACHE || owner.kind() == OwnerKind.SHARED_MEMORY;
  }

  /** Bytes as characters of ASCII, with a dot for each that is none. */
  private static String shown(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, MOST_SHOWN); i++) {
      text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
    }
    return bytes.length > MOST_SHOWN ? text.append('…').toString() : text.toString();
  }

  private String command(MemoryHit hit) {
    String elsewhere =
        repository.map(directory -> " -r " + ShellWord.of(directory.toString())).orElse("");
    return "kexshot read%s --physical %s 0x%x %d"
        .formatted(elsewhere, ShellWord.of(hit.image()), hit.physical(), READ_LENGTH);
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeStringField("pattern", pattern);
    json.writeNumberField("total", result.total());
    json.writeNumberField("distinctPages", result.distinctPages());
    json.writeNumberField("readPages", result.readPages());
    Json.array(json, "hits", result.hits(), this::hit);
  }

  @Override
  public boolean isList() {
    return true;
  }

  @Override
  public void lines(JsonGenerator json) throws IOException {
    for (MemoryHit hit : result.hits()) {
      hit(json, hit);
    }
  }

  private void hit(JsonGenerator json, MemoryHit hit) throws IOException {
    json.writeStartObject();
    if (!snapshots.isEmpty()) {
      Json.texts(json, "snapshots", hit.images().stream().map(i -> snapshots.get(i).id()).toList());
    }
    json.writeNumberField("physical", hit.physical());
    json.writeNumberField("length", hit.bytes().length);
    Json.array(json, "frames", hit.frames(), JsonGenerator::writeNumber);
    if (hit.owner().isPresent()) {
      ByteOwner owner = hit.owner().get();
      json.writeStringField("owner", owner.kind().words());
      json.writeStringField("name", owner.name());
      json.writeStringField("area", owner.area());
      json.writeStringField("place", "0x%x".formatted(hit.place().orElseThrow()));
    }
    json.writeStringField("before", HexFormat.of().formatHex(hit.before()));
    json.writeStringField("bytes", HexFormat.of().formatHex(hit.bytes()));
    json.writeStringField("after", HexFormat.of().formatHex(hit.after()));
    json.writeStringField("text", new String(hit.bytes(), StandardCharsets.UTF_8));
    json.writeStringField("command", command(hit));
    json.writeEndObject();
  }
}
