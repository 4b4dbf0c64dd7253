package org.kexshot.cli.render.object;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.Text;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.integrity.IntegrityReport;
import org.kexshot.kernel.integrity.Subject;

/** What is not as the kernel was built; of a kernel where nothing is found, what was looked at. */
public record IntegrityView(IntegrityReport report) implements ImageView {
  private static final ObjectTable<Finding> TABLE = ObjectTable.of(Integrity.KIND);

  @Override
  public void text(PrintWriter out) {
    List<Finding> findings = report.findings().items();
    if (findings.isEmpty()) {
      out.println("nothing found; looked at " + extent());
    } else {
      TABLE.print(out, findings);
    }
  }

  private String extent() {
    return report.looked().entrySet().stream()
        .map(of -> Text.count(of.getValue()) + " " + of.getKey().words())
        .collect(Collectors.joining(", "));
  }

  @Override
  public void found(JsonGenerator json) throws IOException {
    TABLE.writeArray(json, TABLE.name(), report.findings().items());
    json.writeObjectFieldStart("looked");
    for (Map.Entry<Subject, Long> of : report.looked().entrySet()) {
      json.writeNumberField(member(of.getKey()), of.getValue());
    }
    json.writeEndObject();
  }

  private static String member(Subject subject) {
    StringBuilder name = new StringBuilder();
    for (String word : subject.words().split(" ")) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  @Override
  public List<String> problems() {
    return report.findings().problems();
  }
}
