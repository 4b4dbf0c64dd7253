package org.kexshot.cli.render.gate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kexshot.cli.render.Address;
import org.kexshot.cli.render.Json;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.FindingType;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.output.ReportFile;

/**
 * What somebody changed in the kernel between two images, as SARIF 2.1.0: alarms of its code and
 * constants, and findings that came or changed. What could not be looked at is a notification, and
 * the run then is no success. Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
 *
 * @param after the second image's name
 */
public record SarifReport(String after, ImageDifference difference) implements ReportFile.Contents {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private static final String CODE_RULE = "changed-code";

  /** A result. */
  private record Result(String rule, String message, String place, long address) {}

  @Override
  public void write(OutputStream out) throws IOException {
    JsonGenerator json = new JsonFactory().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.setPrettyPrinter(new DefaultPrettyPrinter());
    json.writeStartObject();
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    tool(json);
    List<String> unknown = unknown();
    invocation(json, unknown);
    Json.array(json, "results", results(), this::result);
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.close();
  }

  private static void tool(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "kexshot");
    json.writeArrayFieldStart("rules");
    rule(
        json,
        CODE_RULE,
        "Code or constants of the kernel or a module changed, and the kernel did not do it itself.");
    for (FindingType type : FindingType.values()) {
      rule(json, id(type), "Finding of kexshot integrity: %s.".formatted(type.words()));
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void rule(JsonGenerator json, String id, String description) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    message(json, "shortDescription", description);
    json.writeObjectFieldStart("defaultConfiguration");
    json.writeStringField("level", "error");
    json.writeEndObject();
    json.writeEndObject();
  }

  private static String id(FindingType type) {
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static void message(JsonGenerator json, String name, String text) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private static void invocation(JsonGenerator json, List<String> unknown) throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", unknown.isEmpty());
    Json.array(
        json,
        "toolExecutionNotifications",
        unknown,
        (generator, reason) -> {
          generator.writeStartObject();
          generator.writeStringField("level", "error");
          message(generator, "message", Text.printable(reason));
          generator.writeEndObject();
        });
    json.writeEndObject();
    json.writeEndArray();
  }

  private Optional<ObjectDifference<?>> findings() {
    return difference.objects().stream()
        .filter(kind -> kind.kind().name().equals(Integrity.KIND.name()))
        .findFirst();
  }

  private List<String> unknown() {
    List<String> reasons = new ArrayList<>();
    TextDifference text = difference.text();
    text.notCompared().ifPresent(reason -> reasons.add("kernel text not compared: " + reason));
    text.unknown().forEach(problem -> reasons.add("kernel text: " + problem));
    text.undecided()
        .forEach(change -> reasons.add("unknown whether the kernel did it: " + said(change)));
    Optional<ObjectDifference<?>> findings = findings();
    if (findings.isEmpty()) {
      reasons.add("findings not compared: they were left out of the comparison");
    } else {
      findings
          .get()
          .notCompared()
          .ifPresent(reason -> reasons.add("findings not compared: " + reason));
      findings.get().problems().forEach(problem -> reasons.add("findings: " + problem));
    }
    return reasons;
  }

  private List<Result> results() {
    List<Result> results = new ArrayList<>();
    for (CodeChange alarm : difference.text().alarms()) {
      results.add(new Result(CODE_RULE, said(alarm), alarm.place(), alarm.address()));
    }
    findings()
        .ifPresent(
            kind -> {
              kind.appeared().forEach(object -> add((Finding) object, results));
              kind.changed().forEach(change -> add((Finding) change.after(), results));
            });
    return results;
  }

  private static void add(Finding finding, List<Result> results) {
    if (!finding.explained()) {
      results.add(
          new Result(
              id(finding.type()),
              "%s: %s; expected: %s"
                  .formatted(finding.place(), finding.found(), finding.expected()),
              finding.place(),
              finding.address()));
    }
  }

  private static String said(CodeChange change) {
    return "%s: %s -> %s%s"
        .formatted(
            change.place(),
            change.before(),
            change.after(),
            change.leadsTo().map(target -> ", which leads to " + target).orElse(""));
  }

  private void result(JsonGenerator json, Result result) throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", result.rule());
    json.writeStringField("level", "error");
    message(json, "message", Text.printable(result.message()));
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", uri(after));
    json.writeEndObject();
    json.writeEndObject();
    json.writeArrayFieldStart("logicalLocations");
    json.writeStartObject();
    json.writeStringField("fullyQualifiedName", Text.printable(result.place()));
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField("place/v1", Text.printable(result.rule() + " " + result.place()));
    json.writeEndObject();
    json.writeObjectFieldStart("properties");
    Json.member(json, "address", new Address(result.address()));
    json.writeEndObject();
    json.writeEndObject();
  }

  /**
   * A name as a relative reference; an image is no file of the sources that a viewer could open.
   */
  private static String uri(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }
}
