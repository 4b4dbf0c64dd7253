package org.kexshot.cli.render.hibernate;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.kexshot.cli.render.View;
import org.kexshot.operation.hibernate.BootInstallation.Done;

/**
 * Which files of the boot were changed.
 *
 * @param verb what was done to them
 */
public record BootInstallationView(Done done, String verb) implements View {
  @Override
  public void text(PrintWriter out) {
    for (Path file : done.files()) {
      out.println("%s %s".formatted(verb, file));
    }
    if (done.files().isEmpty()) {
      out.println("nothing was there");
    }
    out.println(
        done.updated().isEmpty()
            ? "the initial file system is as it was; it changes when it is next made"
            : "ran `%s`".formatted(String.join(" ", done.updated())));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("files");
    for (Path file : done.files()) {
      json.writeString(file.toString());
    }
    json.writeEndArray();
    json.writeBooleanField("updated", !done.updated().isEmpty());
  }
}
