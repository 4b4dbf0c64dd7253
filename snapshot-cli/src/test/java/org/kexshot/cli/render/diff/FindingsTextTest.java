package org.kexshot.cli.render.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.finding.FieldChange;
import org.kexshot.diff.finding.Finding;
import org.kexshot.diff.finding.FindingSentence;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.mm.MemoryCounters;
import org.kexshot.kernel.net.NetworkDeviceList;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.process.MemoryAreas;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

class FindingsTextTest {
  private static Finding came(ObjectKind<?> kind, String title, Finding... parts) {
    return new Finding(ChangeType.CAME, kind, title, List.of(), 1, List.of(parts));
  }

  private static String printed(Findings findings, int limit) {
    return printed(findings, limit, List.of(compared(TaskList.KIND)));
  }

  private static <T> ObjectDifference<T> compared(ObjectKind<T> kind) {
    Listing<T> none = new Listing<>(List.of(), List.of());
    return new ObjectComparison<>(kind, true).between(none, none);
  }

  private static String printed(Findings findings, int limit, List<ObjectDifference<?>> kinds) {
    StringWriter text = new StringWriter();
    FindingsText.print(
        new PrintWriter(text, true),
        findings,
        kinds,
        new Selection(limit, Set.of(), Optional.empty(), false));
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void saysInSentencesWhatChanged() {
    Finding[] settings =
        IntStream.range(0, 5)
            .mapToObj(i -> came(SysctlList.KIND, "net.ipv4.conf.dummy0.a" + i + " = 0"))
            .toArray(Finding[]::new);
    Findings findings =
        new Findings(
            List.of(
                came(NetworkDeviceList.KIND, "dummy0", settings),
                new Finding(
                    ChangeType.CHANGED,
                    SysctlList.KIND,
                    "kernel.panic",
                    List.of(new FieldChange("value", "", "77")),
                    1,
                    List.of()),
                came(
                    TaskList.KIND,
                    "263  nc -l -p 5577",
                    came(SocketList.KIND, "inet tcp  LISTEN  *:5577"),
                    came(OpenFileList.KIND, "/dev/null"),
                    came(OpenFileList.KIND, "/dev/null"))),
            List.of(came(TaskList.KIND, "300  java")),
            List.of(came(KernelLog.KIND, "[1.0] a"), came(KernelLog.KIND, "[1.1] b")));
    assertThat(printed(findings, 40))
        .isEqualTo(
            """

            what changed, strongest first
              netdev dummy0 came, with 5 settings
              sysctl kernel.panic: value (none) -> 77
              process 263 nc -l -p 5577 came, with socket inet tcp LISTEN *:5577, 2 open files
              of a snapshot itself: process 300 java came
              what changes anyway (--noise shows it): log 2 came
            """);
    assertThat(printed(findings, 1)).contains("and 2 more; --all shows all");
  }

  private static Finding changed(ObjectKind<?> kind, String title, List<Finding> parts) {
    return new Finding(ChangeType.CHANGED, kind, title, List.of(), 0, parts);
  }

  @Test
  void whatCameInAProcessThatLastsIsNamedOrCounted() {
    Finding file = came(OpenFileList.KIND, "7  a  3  /srv/x (deleted)");
    Finding grown =
        new Finding(
            ChangeType.CHANGED,
            MemoryAreas.KIND,
            "7  a  [heap]",
            List.of(new FieldChange("end", "1000", "2000")),
            1,
            List.of());
    assertThat(FindingSentence.of(changed(TaskList.KIND, "7  a", List.of(file, grown))))
        .isEqualTo(
            "process 7 a: file 7 a 3 /srv/x (deleted) came, area 7 a [heap]: end 1000 -> 2000");
    assertThat(FindingSentence.of(changed(TaskList.KIND, "7  a", Collections.nCopies(112, file))))
        .isEqualTo("process 7 a: 112 open files came");
    assertThat(
            FindingSentence.of(
                came(
                    TaskList.KIND,
                    "8  b",
                    file,
                    changed(MemoryCounters.KIND, "nr_anon_pages", List.of()))))
        .isEqualTo("process 8 b came, with 1 file, 1 counter changed");
  }

  @Test
  void whatAnImageHoldsIsNoCommandToATerminal() {
    Findings findings =
        new Findings(List.of(came(TaskList.KIND, "1  \u001b[31mred")), List.of(), List.of());
    assertThat(printed(findings, 40)).doesNotContain("\u001b");
  }

  @Test
  void nothingIsSaidInWords() {
    assertThat(printed(new Findings(List.of(), List.of(), List.of()), 40))
        .isEqualTo("\nno object changed but those that change anyway\n");
  }

  @Test
  void ofWhatWasNotComparedNothingIsSaid() {
    Findings none = new Findings(List.of(), List.of(), List.of());
    ObjectDifference<?> unread = ObjectDifference.notCompared(TaskList.KIND, "no kernel");
    assertThat(printed(none, 40, List.of(unread))).isEqualTo("\nno objects were compared\n");
    assertThat(printed(none, 40, List.of(unread, compared(SysctlList.KIND))))
        .isEqualTo(
            "\nno object changed but those that change anyway, of the kinds that were compared\n");
  }
}
