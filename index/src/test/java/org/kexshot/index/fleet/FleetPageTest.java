package org.kexshot.index.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FleetPageTest {
  @Property
  void aDocumentIsReadAsItWasWritten(
      @ForAll String repository,
      @ForAll String machine,
      @ForAll @LongRange(min = 2) long number,
      @ForAll String label,
      @ForAll List<String> strings) {
    FleetPage page = new FleetPage(repository, machine, number, "00aa", label, strings);

    assertThat(FleetPage.of(page.document())).isEqualTo(page);
  }

  /** A server is trusted with what it is sent, and with nothing else. */
  @Test
  void aDocumentOfAnotherMakerHasNoStrings() {
    assertThat(FleetPage.of(Map.of("page", "x", "strings", "text")))
        .isEqualTo(new FleetPage("", "", 0, "", "", List.of()));
  }

  /** A server takes 512 bytes, and a repository may be named as its owner likes. */
  @Test
  void idsAreShortAndForEver() {
    String name = "ü/\0".repeat(1000);

    assertThat(FleetPage.id("web", 0x10000000007L))
        .isEqualTo("4b5e57f6eb2f42b9039b3d1e13929295-10000000007");
    assertThat(FleetPage.id(name, Long.MAX_VALUE)).hasSizeLessThan(60);
    assertThat(FleetPage.id("a", 1)).isNotEqualTo(FleetPage.id("b", 1));
    assertThat(FleetPage.id("a", 1)).isNotEqualTo(FleetPage.id("a", 2));
  }
}
