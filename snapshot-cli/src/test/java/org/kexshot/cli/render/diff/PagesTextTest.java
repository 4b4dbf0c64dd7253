package org.kexshot.cli.render.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.page.PageOwnerTotals;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.owner.OwnerKind;

class PagesTextTest {
  private static ImageDifference difference(ImageRelation relation, PageTotals pages) {
    return new ImageDifference(
        relation,
        Identities.DECLARED,
        0,
        pages,
        List.of(new PageOwnerTotals(OwnerKind.PAGE_CACHE, pages.changed(), 5, 7)),
        MemoryDifference.notCompared(""),
        List.of(),
        SymbolDifference.notCompared(""),
        TextDifference.notCompared(""),
        List.of(),
        Optional.empty());
  }

  private static String text(ImageDifference difference) {
    StringWriter text = new StringWriter();
    PagesText.print(new PrintWriter(text), difference);
    return text.toString();
  }

  private static String json(ImageDifference difference) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      PagesText.json(json, difference);
      json.writeEndObject();
    }
    return text.toString();
  }

  @Test
  void ofOneBootPagesAreComparedFrameByFrame() throws IOException {
    ImageDifference difference =
        difference(ImageRelation.SAME_BOOT, new PageTotals(2000, 3, 5, 7, 0));
    assertThat(text(difference))
        .contains("pages   3 changed, 5 appeared, 7 vanished, 2,000 the same\n")
        .contains("APPEARED");
    assertThat(json(difference)).contains("\"matchedBy\":\"frame\",\"same\":2000");
  }

  @Test
  void ofOtherBootsByWhatTheyHold() throws IOException {
    for (ImageRelation relation :
        List.of(ImageRelation.SAME_KERNEL, ImageRelation.DIFFERENT_KERNELS)) {
      ImageDifference difference = difference(relation, new PageTotals(2000, 0, 5, 7, 1));
      assertThat(text(difference))
          .contains(
              "pages   2,000 in both, wherever they lie, 5 only after, 7 only before, 1 unknown\n")
          .contains("matched by what they hold")
          .contains("ONLY AFTER")
          .doesNotContain("CHANGED");
      assertThat(json(difference)).contains("\"matchedBy\":\"contents\"");
    }
  }
}
