package org.kexshot.cli.render.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.gate.Gate;
import org.kexshot.diff.gate.Verdict;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.FindingType;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kind.Listing;
import org.kexshot.output.ReportFile;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

class ReportsTest {
  /** What a process may be called to spoil a report. */
  private static final String HOSTILE =
      "]]><failure/>&amp;\"'\u0000\u001b[2J\u0007\u202e\uFFFE\uFFFF\uD800</testcase>";

  private static Verdict verdict(String gate, List<String> violations, List<String> unknown) {
    return new Verdict(Gate.parse(gate).get(0), violations, unknown);
  }

  private static Element junit(List<Verdict> verdicts, String before) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new JunitReport(before, "after", verdicts).write(out);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(out.toByteArray()))
        .getDocumentElement();
  }

  private static List<Element> children(Element parent) {
    List<Element> children = new ArrayList<>();
    for (Node at = parent.getFirstChild(); at != null; at = at.getNextSibling()) {
      if (at instanceof Element element) {
        children.add(element);
      }
    }
    return children;
  }

  @Test
  void junitHasACaseForEachCondition() throws Exception {
    Element root =
        junit(
            List.of(
                verdict("modules", List.of(), List.of()),
                verdict("bpf", List.of("one came", "another came"), List.of("a list")),
                verdict("mounts", List.of(), List.of("not compared"))),
            "before");
    assertThat(root.getTagName()).isEqualTo("testsuites");
    Element suite = children(root).get(0);
    assertThat(suite.getTagName()).isEqualTo("testsuite");
    assertThat(suite.getAttribute("tests")).isEqualTo("3");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    List<Element> cases = children(suite);
    assertThat(cases).extracting(Element::getTagName).containsOnly("testcase");
    assertThat(cases)
        .extracting(test -> test.getAttribute("name"))
        .containsExactly("modules", "bpf", "mounts");
    assertThat(children(cases.get(0))).isEmpty();
    Element failure = children(cases.get(1)).get(0);
    assertThat(failure.getTagName()).isEqualTo("failure");
    assertThat(failure.getAttribute("message")).isEqualTo("one came (and 1 more)");
    assertThat(failure.getTextContent()).isEqualTo("one came\nanother came\nunknown: a list");
    Element error = children(cases.get(2)).get(0);
    assertThat(error.getTagName()).isEqualTo("error");
    assertThat(error.getAttribute("message")).isEqualTo("not compared");
  }

  @Test
  void namesCannotSpoilTheXml() throws Exception {
    Element root = junit(List.of(verdict("bpf", List.of(HOSTILE), List.of(HOSTILE))), HOSTILE);
    Element test = children(children(root).get(0)).get(0);
    assertThat(children(test)).hasSize(1);
    Element failure = children(test).get(0);
    assertThat(failure.getAttribute("message"))
        .startsWith("]]><failure/>&amp;\"'\\u0000\\u001b[2J\\u0007\\u202e\uFFFD\uFFFD\\ud800");
    assertThat(children(failure)).isEmpty();
    assertThat(failure.getTextContent()).contains("</testcase>\nunknown: ]]>");
  }

  private static ImageDifference difference() {
    CodeChange alarm =
        new CodeChange(
            CodeChange.Verdict.ALARM,
            Optional.empty(),
            "vfs_read",
            0xffff_ffff_8123_4567L,
            5,
            true,
            "0f 1f 44 00 00",
            "e9 01 02 03 04",
            Optional.of("evil\u001b [rootkit]"));
    Finding finding =
        new Finding(
            FindingType.SYSTEM_CALL, "sys_call_table[1]", 0xc000L, "evil", "a system call", false);
    Finding byRight = new Finding(FindingType.TEXT, "vfs_stat", 0xd000L, "cc", "a kprobe", true);
    return new ImageDifference(
        ImageRelation.SAME_BOOT,
        Identities.DECLARED,
        0,
        new PageTotals(1, 0, 0, 0, 0),
        List.of(),
        MemoryDifference.notCompared("not asked for"),
        List.of(
            new ObjectComparison<>(Integrity.KIND, true)
                .between(
                    new Listing<>(List.of(), List.of()),
                    new Listing<>(List.of(finding, byRight), List.of()))),
        new SymbolDifference(List.of(), 0, Optional.empty()),
        new TextDifference(
            4096, List.of(), List.of(alarm), 1, List.of(), 0, List.of(), Optional.empty()),
        List.of(),
        Optional.empty());
  }

  /** What the schema of SARIF 2.1.0 requires of the members that are written. */
  @Test
  void sarifHasAResultForEachAlarmAndFinding() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new SarifReport("1a2b after boot", difference()).write(out);
    JsonNode report = new ObjectMapper().readTree(out.toByteArray());
    assertThat(report.get("version").asText()).isEqualTo("2.1.0");
    assertThat(report.get("runs")).hasSize(1);
    JsonNode run = report.get("runs").get(0);
    JsonNode driver = run.get("tool").get("driver");
    assertThat(driver.get("name").asText()).isEqualTo("kexshot");
    List<String> rules = driver.get("rules").findValuesAsText("id");
    assertThat(rules).doesNotHaveDuplicates();
    assertThat(run.get("invocations").get(0).get("executionSuccessful").asBoolean()).isTrue();
    assertThat(run.get("results")).hasSize(2);
    for (JsonNode result : run.get("results")) {
      assertThat(rules).contains(result.get("ruleId").asText());
      assertThat(result.get("level").asText()).isEqualTo("error");
      JsonNode location = result.get("locations").get(0);
      assertThat(location.at("/physicalLocation/artifactLocation/uri").asText())
          .isEqualTo("1a2b%20after%20boot");
      assertThat(location.at("/logicalLocations/0/fullyQualifiedName").asText()).isNotEmpty();
      assertThat(result.at("/properties/address").asText()).startsWith("0x");
    }
    assertThat(run.at("/results/0/ruleId").asText()).isEqualTo("changed-code");
    assertThat(run.at("/results/0/message/text").asText())
        .isEqualTo(
            "vfs_read: 0f 1f 44 00 00 -> e9 01 02 03 04, which leads to evil\\u001b [rootkit]");
    assertThat(run.at("/results/1/ruleId").asText()).isEqualTo("system-call");
  }

  @Test
  void aReportThatFailsLeavesWhatWasThere(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("report");
    Files.writeString(file, "earlier");
    assertThatThrownBy(
            () ->
                new ReportFile(file)
                    .write(
                        out -> {
                          out.write(1);
                          throw new IOException("full");
                        },
                        told -> {}))
        .hasMessage("full");
    assertThat(file).hasContent("earlier");
    assertThat(directory.toFile().list()).containsExactly("report");
  }
}
