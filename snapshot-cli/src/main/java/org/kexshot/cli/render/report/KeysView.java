package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.TextTable;
import org.kexshot.cli.render.View;
import org.kexshot.store.key.RepositoryKey;

/** The keys of an encrypted repository, a line each. */
public record KeysView(List<RepositoryKey> keys) implements View {
  @Override
  public void text(PrintWriter out) {
    TextTable table = new TextTable("ID", "KIND", "CREATED");
    for (RepositoryKey key : keys) {
      table.row(key.id(), key.kind().words(), Text.time(key.created()));
    }
    table.print(out, "");
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    Json.array(json, "keys", keys, KeysView::key);
  }

  private static void key(JsonGenerator json, RepositoryKey key) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", key.id());
    json.writeStringField("kind", key.kind().words());
    json.writeStringField("created", key.created().toString());
    json.writeEndObject();
  }
}
