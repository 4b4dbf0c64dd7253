package org.kexshot.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.AttributeType;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KernelObjectKinds;

/**
 * Holds {@code docs/kinds.md} to the declarations of the kinds. With {@code -Dkinds.write=true} it
 * writes the page.
 */
class KindReferenceTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Path PAGE = DOCS.resolve("kinds.md");

  @Test
  void thePageSaysWhatIsDeclared() throws IOException {
    String page = page();
    if (Boolean.getBoolean("kinds.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(PAGE)
        .as("docs/kinds.md; -Dkinds.write=true writes it from the declarations")
        .hasContent(page);
  }

  @Test
  void theJsonPageNamesEachListing() throws IOException {
    String json = Files.readString(DOCS.resolve("json.md"));
    String listings =
        KernelObjectKinds.commands().stream()
            .map(command -> "`" + command + "`")
            .collect(Collectors.joining(", "));
    assertThat(json).contains("| " + listings + " |");
  }

  private static String page() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Kinds of kernel objects

        What kexshot knows of each kind of kernel object. A kind is declared once, in the code that reads it, and this page is
        written from the declarations (`mvn verify -Dtest=KindReferenceTest -Dkinds.write=true`). The same names stand in the
        [JSON](json.md) of a listing, of `diff` and of `search`, and before the colon of a query.

        *Identity* tells which objects of two images are the same: *in a boot*, where addresses and numbers keep their meaning,
        or *across boots*, where `diff --identity KIND=ATTRIBUTE` names others. An object has *changed* if what is *compared* differs; *fluctuates* marks what changes on an idle
        machine too, so that `diff` counts objects with no other difference apart. An attribute with *search* is a field of
        `kexshot search`, e.g. `kind:module name:dummy`; a field with the kind's name holds the titles of its objects.

        """);
    List<ObjectKind<?>> kinds = KernelObjectKinds.all();
    page.append("| Kind | In JSON | Listed by | What a listing is for |\n|---|---|---|---|\n");
    for (ObjectKind<?> kind : kinds) {
      page.append(
          "| `%s` | [`%s`](#%s) | `%s` | %s |%n"
              .formatted(
                  kind.name(),
                  kind.plural(),
                  kind.plural().toLowerCase(java.util.Locale.ROOT),
                  command(kind),
                  kind.description()));
    }
    kinds.forEach(kind -> page.append(section(kind)));
    return page.toString();
  }

  private static String command(ObjectKind<?> kind) {
    return KernelObjectKinds.commands().stream()
        .filter(command -> KernelObjectKinds.listedBy(command).contains(kind))
        .findFirst()
        .orElseThrow();
  }

  private static String section(ObjectKind<?> kind) {
    StringBuilder section = new StringBuilder();
    section.append("\n## ").append(kind.plural()).append("\n\n");
    section.append(
        "| Attribute | Type | What its name does not say | Roles |\n|---|---|---|---|\n");
    for (Attribute<?> attribute : kind.attributes()) {
      section.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(attribute.name(), type(attribute), attribute.meaning(), roles(attribute)));
    }
    return section.toString();
  }

  private static String type(Attribute<?> attribute) {
    if (attribute.parts().isEmpty()) {
      return attribute.type().words();
    }
    return attribute.parts().stream()
        .map(part -> "`" + part.name() + "`" + (part.has(Role.INDEXED) ? " (search)" : ""))
        .collect(
            Collectors.joining(
                ", ", attribute.type() == AttributeType.OBJECT ? "object of " : "objects of ", ""));
  }

  private static String roles(Attribute<?> attribute) {
    List<String> roles = new ArrayList<>();
    if (attribute.has(Role.BOOT_IDENTITY) && attribute.has(Role.IDENTITY)) {
      roles.add("identity");
    } else if (attribute.has(Role.BOOT_IDENTITY)) {
      roles.add("identity in a boot");
    } else if (attribute.has(Role.IDENTITY)) {
      roles.add("identity across boots");
    }
    if (attribute.has(Role.COMPARED)) {
      roles.add("compared");
    }
    if (attribute.has(Role.BOOT_COMPARED)) {
      roles.add("compared in a boot");
    }
    if (attribute.has(Role.VOLATILE)) {
      roles.add("fluctuates");
    }
    // Objects in a list are found by their parts.
    if (attribute.has(Role.INDEXED) && attribute.type() != AttributeType.OBJECTS) {
      roles.add("search");
    }
    if (attribute.has(Role.HOLDER)) {
      roles.add("`owner.process`");
    }
    return String.join(", ", roles);
  }
}
