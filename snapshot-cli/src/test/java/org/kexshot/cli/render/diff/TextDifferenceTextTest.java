package org.kexshot.cli.render.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.text.PatchedSites;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kernel.text.PatchCause;

class TextDifferenceTextTest {
  private static final int LIMIT = 2;

  private static CodeChange change(CodeChange.Verdict verdict, Optional<PatchCause> cause) {
    return new CodeChange(
        verdict,
        cause,
        "vfs_read",
        0xc000_1000L,
        5,
        true,
        "0f 1f 44 00 00",
        "e9 01 02 03 04",
        Optional.of("evil\u001b [rootkit]"));
  }

  private static TextDifference difference(
      List<PatchedSites> patched, List<CodeChange> alarms, long alarmCount) {
    return new TextDifference(
        3 << 20, patched, alarms, alarmCount, List.of(), 0, List.of(), Optional.empty());
  }

  private static List<String> lines(TextDifference difference) {
    StringWriter out = new StringWriter();
    TextDifferenceText.print(new PrintWriter(out, true), difference, LIMIT);
    return out.toString().strip().lines().toList();
  }

  @Test
  void nothingChangedIsOneLine() {
    assertThat(lines(difference(List.of(), List.of(), 0)))
        .containsExactly("kernel text unchanged; 3.00 MiB compared");
  }

  @Test
  void patchesAreCountedByCause() {
    List<PatchedSites> patched =
        List.of(
            new PatchedSites(PatchCause.STATIC_KEY, 12, List.of()),
            new PatchedSites(PatchCause.TRACER, 1, List.of()));
    assertThat(lines(difference(patched, List.of(), 0)))
        .containsExactly(
            "kernel text: 12 jump labels, 1 ftrace site changed by the kernel itself; 3.00 MiB"
                + " compared");
  }

  @Test
  void alarmsComeFirstAndThoseLeftOutAreCounted() {
    CodeChange elsewhere = change(CodeChange.Verdict.ALARM, Optional.empty());
    CodeChange atSite = change(CodeChange.Verdict.ALARM, Optional.of(PatchCause.TRACER));
    assertThat(lines(difference(List.of(), List.of(elsewhere, atSite, elsewhere), 1003)))
        .containsExactly(
            "ALARM: 5 bytes of vfs_read changed: 0f 1f 44 00 00 -> e9 01 02 03 04, which leads to"
                + " evil\\u001b [rootkit]",
            "ALARM: 5 bytes of vfs_read changed: 0f 1f 44 00 00 -> e9 01 02 03 04, which leads to"
                + " evil\\u001b [rootkit], which is not what the function tracer writes there",
            "ALARM: and 1,001 more such changes",
            "kernel text not changed by the kernel itself; 3.00 MiB compared");
  }

  @Test
  void whatCouldNotBeReadIsSaid() {
    TextDifference partly =
        new TextDifference(
            1 << 20, List.of(), List.of(), 0, List.of(), 0, List.of("a page"), Optional.empty());
    assertThat(lines(partly))
        .containsExactly(
            "kernel text unchanged; 1.00 MiB compared, the rest could not be read or judged");
  }

  @Test
  void whatWasNotComparedIsNotSaidToBeUnchanged() {
    assertThat(lines(TextDifference.notCompared("not of one boot"))).isEmpty();
  }
}
