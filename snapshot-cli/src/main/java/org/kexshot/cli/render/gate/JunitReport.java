package org.kexshot.cli.render.gate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.kexshot.cli.render.Text;
import org.kexshot.diff.gate.Verdict;
import org.kexshot.output.ReportFile;

/**
 * Verdicts as the XML that continuous integration reads as JUnit's: a test case a condition. One
 * that is violated is a failure; one that could not be judged is an error, which counts no less.
 *
 * @param before the first image's name
 * @param after the second image's name
 */
public record JunitReport(String before, String after, List<Verdict> verdicts)
    implements ReportFile.Contents {
  private static final String SUITE = "kexshot";

  public JunitReport {
    verdicts = List.copyOf(verdicts);
  }

  @Override
  public void write(OutputStream out) throws IOException {
    try {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      write(xml);
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException failure) {
      throw failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
    }
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    xml.writeStartElement("testsuites");
    xml.writeStartElement("testsuite");
    attribute(xml, "name", "%s: %s to %s".formatted(SUITE, before, after));
    attribute(xml, "tests", Integer.toString(verdicts.size()));
    attribute(xml, "failures", count(Verdict.Outcome.FAILED));
    attribute(xml, "errors", count(Verdict.Outcome.UNKNOWN));
    attribute(xml, "skipped", "0");
    attribute(xml, "time", "0");
    for (Verdict verdict : verdicts) {
      testCase(xml, verdict);
    }
    xml.writeEndElement();
    xml.writeEndElement();
  }

  private String count(Verdict.Outcome outcome) {
    return Long.toString(verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count());
  }

  private static void testCase(XMLStreamWriter xml, Verdict verdict) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(xml, "classname", SUITE);
    attribute(xml, "name", verdict.gate().form());
    attribute(xml, "time", "0");
    switch (verdict.outcome()) {
      case PASSED -> {}
      case FAILED -> said(xml, "failure", verdict, verdict.violations());
      case UNKNOWN -> said(xml, "error", verdict, verdict.unknown());
    }
    xml.writeEndElement();
  }

  private static void said(
      XMLStreamWriter xml, String element, Verdict verdict, List<String> sentences)
      throws XMLStreamException {
    xml.writeStartElement(element);
    attribute(xml, "type", verdict.gate().condition().name());
    String more = sentences.size() == 1 ? "" : " (and %d more)".formatted(sentences.size() - 1);
    attribute(xml, "message", sentences.get(0) + more);
    xml.writeCharacters(
        Stream.concat(
                verdict.violations().stream(),
                verdict.unknown().stream().map(reason -> "unknown: " + reason))
            .map(JunitReport::legal)
            .collect(Collectors.joining("\n")));
    xml.writeEndElement();
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  /** Without the characters that XML 1.0 has no way to write: those that steer are escaped. */
  private static String legal(String text) {
    return Text.printable(text).replace('\uFFFE', '\uFFFD').replace('\uFFFF', '\uFFFD');
  }
}
