package org.kexshot.cli.render.memory;

import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.number;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.pagecache.CachedFile;
import org.kexshot.kernel.pagecache.CachedFileList;
import org.kexshot.kernel.pagecache.CachedPages.Hole;
import org.kexshot.kind.Listing;

/**
 * A file that was written from its pages in memory.
 *
 * @param output where it was written
 * @param holes what memory did not hold, so that it reads as zeros
 */
public record ExtractedView(CachedFile file, Path output, Listing<Hole> holes)
    implements ImageView {
  private static final ObjectTable<Hole> HOLES =
      new ObjectTable<>(
          "holes",
          List.of(
              column(">FROM", number("start", Hole::start)),
              column(">TO", number("end", Hole::end))));

  @Override
  public void text(PrintWriter out) {
    long missing = holes.items().stream().mapToLong(hole -> hole.end() - hole.start()).sum();
    out.println(
        "%s written to %s: %s of %s were in memory"
            .formatted(
                Text.printable(file.path()),
                output,
                Text.count(file.size() - missing),
                Text.count(file.size(), "byte")));
    if (!holes.items().isEmpty()) {
      out.println("not in memory, so that zeros were written:");
      HOLES.print(out, holes.items());
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    Json.member(json, "file", ObjectTable.of(CachedFileList.KIND).json(file));
    json.writeStringField("output", output.toString());
    HOLES.writeArray(json, HOLES.name(), holes.items());
  }

  @Override
  public List<String> problems() {
    return holes.problems();
  }
}
