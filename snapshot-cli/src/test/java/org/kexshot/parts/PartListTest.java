package org.kexshot.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.cli.render.report.LicencesView;

/** Lists of parts as CycloneDX has them. */
class PartListTest {
  private static final String LIST =
      """
      {
        "bomFormat" : "CycloneDX",
        "specVersion" : "1.6",
        "metadata" : {
          "component" : {"name" : "kexshot", "licenses" : [{"license" : {"id" : "Apache-2.0"}}]}
        },
        "components" : [
          {
            "type" : "library",
            "group" : "net.java.dev.jna",
            "name" : "jna",
            "version" : "5.17.0",
            "hashes" : [{"alg" : "SHA-256", "content" : "00"}],
            "licenses" : [
              {"license" : {"id" : "LGPL-2.1-or-later", "url" : "https://example.org/lgpl"}},
              {"license" : {"id" : "Apache-2.0", "text" : {"content" : "name", "encoding" : "x"}}}
            ]
          },
          {"name" : "libc6", "licenses" : [{"expression" : "LGPL-2.1-or-later AND GPL-2.0-only"}]},
          {"name" : "bcprov", "version" : "1", "licenses" : [{"license" : {"name" : "Its own"}}]},
          {"name" : "nameless", "version" : "2"}
        ],
        "dependencies" : [{"ref" : "a", "dependsOn" : ["b"]}]
      }
      """;

  @TempDir private Path toolkit;

  @Test
  void eachComponentIsAPart() throws IOException {
    write(LIST);
    assertThat(PartList.of(toolkit).parts())
        .containsExactly(
            new Part("jna", "5.17.0", List.of("LGPL-2.1-or-later", "Apache-2.0")),
            new Part("libc6", "", List.of("LGPL-2.1-or-later AND GPL-2.0-only")),
            new Part("bcprov", "1", List.of("Its own")),
            new Part("nameless", "2", List.of()));
  }

  @Test
  void aPartIsShownWithTheTextsOfItsLicence() throws IOException {
    write(LIST);
    StringWriter shown = new StringWriter();
    new LicencesView(PartList.of(toolkit)).text(new PrintWriter(shown, true));
    assertThat(shown.toString().lines())
        .anyMatch(
            line ->
                line.matches(
                    "jna +5\\.17\\.0 +LGPL-2\\.1-or-later or Apache-2\\.0 +"
                        + toolkit.resolve("licences/jna")))
        .anyMatch(line -> line.matches("nameless +2 +\\? +.*"));
  }

  @Test
  void aToolkitWithoutAListIsToldOf() {
    assertThatThrownBy(() -> PartList.of(toolkit))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("bom.json");
  }

  @Test
  void aListThatIsCutShortIsNoList() throws IOException {
    for (int length : new int[] {0, 1, 60, 400, LIST.length() - 10}) {
      write(LIST.substring(0, length));
      assertThatThrownBy(() -> PartList.of(toolkit))
          .as("%d bytes", length)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("bom.json", "no list of parts");
    }
  }

  @Test
  void anotherThingThanAnObjectIsNoList() throws IOException {
    for (String text : List.of("[]", "7", "{\"bomFormat\":\"SPDX\"}")) {
      write(text);
      assertThatThrownBy(() -> PartList.of(toolkit))
          .as(text)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no list of parts");
    }
  }

  private void write(String text) throws IOException {
    Files.writeString(toolkit.resolve("bom.json"), text);
  }
}
