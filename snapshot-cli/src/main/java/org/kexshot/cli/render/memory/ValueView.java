package org.kexshot.cli.render.memory;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.Text;
import org.kexshot.cli.render.ValueText;
import org.kexshot.kernel.value.NamedValue;
import org.kexshot.kernel.value.Value;
import org.kexshot.kind.Listing;

/** Values of kernel types: in text as a C initialiser, in JSON as objects and arrays. */
public record ValueView(Listing<NamedValue> values) implements ImageView {
  @Override
  public void text(PrintWriter out) {
    for (NamedValue named : values.items()) {
      out.print("(%s) 0x%x = ".formatted(named.type(), named.address()));
      print(out, named.value(), "");
      out.println();
    }
  }

  private static void print(PrintWriter out, Value value, String indent) {
    if (value instanceof Value.Composite composite) {
      out.println("{");
      for (Value.Field field : composite.fields()) {
        out.print(indent + "  " + (field.name().isEmpty() ? "" : "." + field.name() + " = "));
        print(out, field.value(), indent + "  ");
        out.println(",");
      }
      out.print(indent + "}");
    } else if (value instanceof Value.Elements elements) {
      out.print("{");
      for (Value element : elements.elements()) {
        out.print(" ");
        print(out, element, indent + "  ");
        out.print(",");
      }
      long more = elements.count() - elements.elements().size();
      out.print((more > 0 ? " … %d more".formatted(more) : "") + " }");
    } else {
      out.print(Text.printable(ValueText.of(value)));
    }
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("values");
    for (NamedValue named : values.items()) {
      json.writeStartObject();
      json.writeStringField("name", named.name());
      json.writeStringField("type", named.type());
      json.writeStringField("address", new Address(named.address()).toString());
      json.writeNumberField("size", named.size());
      json.writeFieldName("value");
      write(json, named.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, Value value) throws IOException {
    if (value instanceof Value.Composite composite) {
      json.writeStartArray();
      for (Value.Field field : composite.fields()) {
        json.writeStartObject();
        json.writeStringField("member", field.name());
        json.writeStringField("type", field.type());
        json.writeNumberField("offset", field.offset());
        json.writeFieldName("value");
        write(json, field.value());
        json.writeEndObject();
      }
      json.writeEndArray();
    } else if (value instanceof Value.Elements elements) {
      json.writeStartArray();
      for (Value element : elements.elements()) {
        write(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Value.Scalar number) {
      writeNumber(json, number);
    } else if (value instanceof Value.Text text) {
      json.writeString(text.text());
    } else if (value instanceof Value.Unreadable unreadable) {
      json.writeStartObject();
      json.writeStringField("problem", unreadable.problem());
      json.writeEndObject();
    } else {
      json.writeString(ValueText.of(value));
    }
  }

  /** As text where a reader that knows only floating-point numbers would round it. */
  private static void writeNumber(JsonGenerator json, Value.Scalar number) throws IOException {
    if (number.value() >>> 53 == 0 || number.signed() && number.value() >> 53 == -1) {
      json.writeNumber(number.value());
    } else {
      json.writeString(ValueText.of(number));
    }
  }

  @Override
  public List<String> problems() {
    return values.problems();
  }
}
