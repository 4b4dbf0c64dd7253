package org.kexshot.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepositoryLayoutTest {
  private final Locale usual = Locale.getDefault();
  private final RepositoryLayout layout = new RepositoryLayout(Path.of("r"));

  @AfterEach
  void speakAsUsual() {
    Locale.setDefault(usual);
  }

  /** A repository that was made in one language is read in any other. */
  @Test
  void namesHaveAsciiDigitsWhateverTheUsersLanguage() {
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    assertThat("%08d".formatted(7)).isNotEqualTo("00000007");
    assertThat(layout.pack(7)).hasToString("r/packs/00000007.pack");
    assertThat(layout.usedPack(12_345_678)).hasToString("r/packs/12345678.pack.used");
    assertThat(layout.manifest(7, "aa")).hasToString("r/snapshots/00000007-aa.json");
    assertThat(layout.tombstone(7, "aa", Instant.parse("2026-01-31T12:30:00Z")))
        .hasToString("r/snapshots/00000007-aa.20260131T123000Z.forgotten");
    assertThat(layout.note(7, "aa")).hasToString("r/notes/00000007-aa.note");
    assertThat(layout.pageMap(7, "aa")).hasToString("r/maps/00000007-aa.map");
    assertThat(RepositoryLayout.leadingNumber(layout.pack(7))).isEqualTo(7);
  }
}
