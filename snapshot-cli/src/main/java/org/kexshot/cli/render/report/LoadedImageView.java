package org.kexshot.cli.render.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.View;
import org.kexshot.loader.LoadedImage;

/** An image that was loaded to be jumped into as it is. */
public record LoadedImageView(LoadedImage image) implements View {
  @Override
  public void text(PrintWriter out) {
    out.println("image   %s, %s".formatted(image.file(), image.format().inWords()));
    out.println("entry   0x%x".formatted(image.entry()));
    out.println("memory  %s".formatted(Text.size(image.bytes())));
    out.println(
        "jump    "
            + (image.comesBack()
                ? "`kexshot jump` calls it and comes back"
                : "`kexshot jump --no-return` ends this system and starts it"));
  }

  @Override
  public void json(JsonGenerator json) throws IOException {
    json.writeStringField("image", image.file());
    json.writeStringField("format", image.format().name().toLowerCase(Locale.ROOT));
    json.writeStringField("entry", "0x%x".formatted(image.entry()));
    json.writeNumberField("bytes", image.bytes());
    json.writeBooleanField("comesBack", image.comesBack());
    json.writeStringField("loadedAt", image.loadedAt().toString());
  }
}
