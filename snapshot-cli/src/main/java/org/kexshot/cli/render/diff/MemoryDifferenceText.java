package org.kexshot.cli.render.diff;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.diff.memory.Fate;
import org.kexshot.diff.memory.MemoryChange;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.owner.OwnerKind;

/**
 * Whose the changed bytes are, kind of owner by kind. Text leaves data symbols out, since those
 * have a table of their own, and of each kind shows a quarter of the limit.
 */
final class MemoryDifferenceText {
  private static final int LEAST_OF_A_KIND = 3;

  private final PrintWriter out;
  private final int limit;

  MemoryDifferenceText(PrintWriter out, int limit) {
    this.out = out;
    this.limit = Math.max(LEAST_OF_A_KIND, limit / 4);
  }

  void print(MemoryDifference memory) {
    if (memory.notCompared().isPresent()) {
      return;
    }
    long others = memory.changedBytes() - memory.freeBytes();
    out.println();
    out.println(
        "changed memory by owner and member   changed bytes %s, of them %s free, without an owner %s"
                .formatted(
                    Text.count(memory.changedBytes()),
                    Text.count(memory.freeBytes()),
                    Text.count(memory.unownedBytes()))
            + (others == 0 ? "" : " (%s)".formatted(share(memory.unownedBytes(), others))));
    if (memory.unreadablePages() > 0) {
      out.println(
          "        %s could not be read again, so that the owners of their bytes are unknown"
              .formatted(Text.count(memory.unreadablePages(), "changed page")));
    }
    TextTable table =
        new TextTable("OWNER", "NAME", "AREA, MEMBER", ">OBJECTS", ">BYTES", "FIRST", "TYPE");
    Map<OwnerKind, List<MemoryChange>> kinds = new LinkedHashMap<>();
    memory
        .changes()
        .forEach(
            change -> kinds.computeIfAbsent(change.owner(), none -> new ArrayList<>()).add(change));
    kinds.forEach((kind, changes) -> rows(table, kind, changes));
    if (!table.isEmpty()) {
      table.print(out, "  ");
    }
  }

  /** In percent, or less than can be shown. */
  private static String share(long part, long whole) {
    long hundredths = part * 10_000 / whole;
    return part > 0 && hundredths == 0
        ? "less than 0.01 %"
        : "%d.%02d %%".formatted(hundredths / 100, hundredths % 100);
  }

  private void rows(TextTable table, OwnerKind kind, List<MemoryChange> changes) {
    boolean elsewhere = kind == OwnerKind.KERNEL_DATA;
    int shown = elsewhere ? 0 : Math.min(limit, changes.size());
    for (MemoryChange change : changes.subList(0, shown)) {
      table.row(
          kind.words(),
          change.name(),
          member(change),
          Text.count(change.objects()),
          Text.count(change.bytes()),
          change.example().map(ValueChangeText::of).orElse(""),
          TypingText.of(change.typing()));
    }
    List<MemoryChange> rest = changes.subList(shown, changes.size());
    if (!rest.isEmpty()) {
      table.row(
          kind.words(),
          elsewhere
              ? "(data symbols, see above)"
              : "and %s more".formatted(Text.count(rest.size())),
          "",
          "",
          Text.count(rest.stream().mapToLong(MemoryChange::bytes).sum()),
          "",
          "");
    }
  }

  /** The memory area, the member, and what became of the object, as far as there are. */
  private static String member(MemoryChange change) {
    String fate = change.fate() == Fate.CHANGED ? "" : "(" + change.fate().words() + ")";
    return Stream.of(change.area(), change.member(), fate)
        .filter(part -> !part.isEmpty())
        .collect(Collectors.joining(" "));
  }

  static void json(JsonGenerator json, MemoryDifference memory) throws IOException {
    if (memory.notCompared().isPresent()) {
      json.writeStringField("memoryNotCompared", memory.notCompared().get());
      return;
    }
    json.writeObjectFieldStart("changedBytes");
    json.writeNumberField("all", memory.changedBytes());
    json.writeNumberField("free", memory.freeBytes());
    json.writeNumberField("withoutOwner", memory.unownedBytes());
    json.writeNumberField("unreadablePages", memory.unreadablePages());
    json.writeEndObject();
    Json.array(json, "memory", memory.changes(), MemoryDifferenceText::change);
  }

  private static void change(JsonGenerator json, MemoryChange change) throws IOException {
    json.writeStartObject();
    json.writeStringField("owner", change.owner().name());
    json.writeStringField("name", change.name());
    if (!change.area().isEmpty()) {
      json.writeStringField("area", change.area());
    }
    TypingText.json(json, change.typing());
    json.writeStringField("member", change.member());
    json.writeStringField("fate", change.fate().name().toLowerCase(Locale.ROOT));
    json.writeNumberField("objects", change.objects());
    json.writeNumberField("bytes", change.bytes());
    Json.member(json, "address", new Address(change.address()));
    if (change.example().isPresent()) {
      json.writeFieldName("example");
      ValueChangeText.json(json, change.example().get());
    }
    json.writeEndObject();
  }
}
