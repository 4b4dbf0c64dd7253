package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kexshot.format.write.Compression;

/** Dumps that were written once and are kept: what any later version has to read of them. */
class FrozenDumpTest {
  private static Path directory() {
    try {
      return Path.of(FrozenDumpTest.class.getResource("/frozen").toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(FrozenDumps.EXPECTED))
          .map(name -> name.substring(0, name.length() - FrozenDumps.EXPECTED.length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void isReadAsItWasWritten(String name) throws IOException {
    String expected = Files.readString(directory().resolve(name + FrozenDumps.EXPECTED));
    try (Dump dump = FrozenDumps.open(directory(), name)) {
      assertThat(FrozenDumps.text(dump, directory())).isEqualTo(expected);
    }
  }

  @Test
  void eachFormatIsThere() throws IOException {
    assertThat(names())
        .contains(
            "elf32-i686", "elf64-x86_64", "kdump-split", "flattened-kdump", "lime", "avml", "raw");
    for (Compression compression : Compression.values()) {
      String name = compression.name().toLowerCase(Locale.ROOT);
      assertThat(names()).contains("kdump-" + name);
    }
  }
}
