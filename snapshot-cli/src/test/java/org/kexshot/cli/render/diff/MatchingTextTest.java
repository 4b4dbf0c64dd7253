package org.kexshot.cli.render.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;

class MatchingTextTest {
  private static Optional<String> sentence(ImageRelation relation, String... identities) {
    return MatchingText.sentence(
        new ImageDifference(
            relation,
            Identities.parse(List.of(identities)),
            0,
            new PageTotals(0, 0, 0, 0, 0),
            List.of(),
            MemoryDifference.notCompared(""),
            List.of(),
            SymbolDifference.notCompared(""),
            TextDifference.notCompared(""),
            List.of(),
            Optional.empty()));
  }

  @Test
  void inOneBootItIsSaidOnlyIfItWasAskedFor() {
    assertThat(sentence(ImageRelation.SAME_BOOT)).isEmpty();
    assertThat(sentence(ImageRelation.SAME_BOOT, "process=name"))
        .hasValue("as asked for, objects are matched so: processes by name");
    assertThat(sentence(ImageRelation.UNKNOWN, "process=name")).isEmpty();
  }

  @Test
  void acrossBootsItIsAlwaysSaid() {
    for (ImageRelation relation :
        List.of(ImageRelation.SAME_KERNEL, ImageRelation.DIFFERENT_KERNELS)) {
      assertThat(sentence(relation).orElseThrow())
          .contains("each boot has its own addresses and numbers: processes by name and command;")
          .contains("sockets by family, protocol, state and local;")
          .contains("--identity");
      assertThat(sentence(relation, "module=size,name").orElseThrow())
          .contains("modules by name and size;");
    }
  }
}
