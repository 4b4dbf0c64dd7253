package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.store.SnapshotCopy;
import org.kexshot.store.page.StorageUse;

/** Snapshots that were copied to another repository, a line each. */
public record CopiedView(List<SnapshotCopy.Copied> copied) implements View {
  @Override
  public void text(PrintWriter out) {
    for (SnapshotCopy.Copied one : copied) {
      StorageUse storage = one.copy().manifest().storage();
      String what =
          one.isNew()
              ? "%s new, stored in %s"
                  .formatted(Text.count(storage.newPages(), "page"), Text.size(storage.newBytes()))
              : "there already";
      out.println(
          "snapshot %s is %s  %s: %s"
              .formatted(
                  one.original().shortId(),
                  one.copy().shortId(),
                  Text.printable(one.original().manifest().label()),
                  what));
    }
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    Json.array(json, "copied", copied, CopiedView::copied);
  }

  private static void copied(JsonGenerator json, SnapshotCopy.Copied one) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", one.original().id());
    json.writeStringField("copy", one.copy().id());
    json.writeBooleanField("isNew", one.isNew());
    json.writeNumberField("newBytes", one.isNew() ? one.copy().manifest().storage().newBytes() : 0);
    json.writeEndObject();
  }
}
