package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.store.maintain.Pruning;

/**
 * What pruning gave back.
 *
 * @param isDryRun whether nothing was done; then bytes of packs are an estimate
 */
public record PrunedView(Pruning.Result result, boolean isDryRun) implements View {
  @Override
  public void text(PrintWriter out) {
    line(out, result.deletedFiles(), "file", "of forgotten snapshots", result.deletedBytes());
    line(out, result.asideFiles(), "file", "in unreached/", result.asideBytes());
    line(out, result.rewrittenPacks(), "pack", "stored again", result.rewritingBytes());
    result.notes().forEach(note -> out.println("note: " + Text.printable(note)));
    out.println(
        "%s %s".formatted(isDryRun ? "would free about" : "freed", Text.size(result.bytes())));
  }

  private static void line(PrintWriter out, int count, String noun, String what, long bytes) {
    if (count > 0) {
      out.println("%s %s: %s".formatted(Text.count(count, noun), what, Text.size(bytes)));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeBooleanField("isDryRun", isDryRun);
    json.writeNumberField("forgottenFiles", result.deletedFiles());
    json.writeNumberField("forgottenBytes", result.deletedBytes());
    json.writeNumberField("unreachedFiles", result.asideFiles());
    json.writeNumberField("unreachedBytes", result.asideBytes());
    json.writeNumberField("rewrittenPacks", result.rewrittenPacks());
    json.writeNumberField("rewritingBytes", result.rewritingBytes());
    json.writeNumberField("bytes", result.bytes());
    Json.texts(json, "notes", result.notes());
  }
}
