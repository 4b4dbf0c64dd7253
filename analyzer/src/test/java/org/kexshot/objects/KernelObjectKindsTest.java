package org.kexshot.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.symbols.SymbolException;

/** What comparison, search and documentation rely on in every declaration of a kind. */
class KernelObjectKindsTest {
  private static List<ObjectKind<?>> kinds() {
    return KernelObjectKinds.all();
  }

  @Test
  void eachNameIsOfOneKind() {
    assertThat(kinds()).extracting(ObjectKind::name).doesNotHaveDuplicates();
    assertThat(kinds()).extracting(ObjectKind::plural).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void anObjectIsKnownInAndAcrossBoots(ObjectKind<?> kind) {
    for (Role role : List.of(Role.BOOT_IDENTITY, Role.IDENTITY)) {
      assertThat(kind.attributes())
          .as("%s of %s", role, kind.name())
          .anyMatch(attribute -> attribute.has(role));
    }
  }

  /** What is different in each boot cannot tell across boots which object is which. */
  @ParameterizedTest
  @MethodSource("kinds")
  void rolesDoNotContradictEachOther(ObjectKind<?> kind) {
    for (Attribute<?> attribute : kind.attributes()) {
      String name = kind.name() + "." + attribute.name();
      assertThat(attribute.has(Role.COMPARED) && attribute.has(Role.BOOT_COMPARED))
          .as(name)
          .isFalse();
      // What pairs objects across boots cannot differ there.
      assertThat(attribute.has(Role.COMPARED) && attribute.has(Role.IDENTITY)).as(name).isFalse();
      assertThat(
              attribute.has(Role.VOLATILE)
                  && Stream.of(Role.COMPARED, Role.BOOT_COMPARED, Role.IDENTITY, Role.BOOT_IDENTITY)
                      .anyMatch(attribute::has))
          .as(name)
          .isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void attributesHaveNamesOfTheirOwn(ObjectKind<?> kind) {
    assertThat(kind.attributes())
        .extracting(Attribute::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z][A-Za-z]*"));
  }

  /** A query's {@code module:} means the module, and {@code kind:} the kind. */
  @Test
  void noAttributeInTheIndexHasTheNameOfAKindOrOfTheIndexItself() {
    Set<String> taken =
        new HashSet<>(Set.of("all", "kind", "snapshotId", "snapshot", "label", "title"));
    kinds().forEach(kind -> taken.add(kind.name()));
    for (ObjectKind<?> kind : kinds()) {
      assertThat(indexed(kind.attributes())).as(kind.name()).doesNotContainAnyElementsOf(taken);
    }
  }

  /** The log and its names are found through VMCOREINFO. */
  private static List<ObjectKind<?>> kindsFoundBySymbols() {
    return kinds().stream().filter(kind -> kind != KernelLog.KIND).toList();
  }

  /** A list that cannot be found was told as an empty one, which a comparison took for gone. */
  @Fault("Lists are empty, with exit code 0, where the kernel's symbols name functions alone")
  @ParameterizedTest
  @MethodSource("kindsFoundBySymbols")
  void aKindIsUnknownAndNotEmptyWhereSymbolsNameNoData(ObjectKind<?> kind) throws Exception {
    KernelImage image =
        new FakeKernel()
            .function("_stext", FakeKernel.PAGE_OFFSET)
            .function("_etext", FakeKernel.PAGE_OFFSET + 0x1000)
            .functionsAlone()
            .open();

    assertThatThrownBy(() -> kind.read(image))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("--system-map FILE");
  }

  private static List<String> indexed(List<? extends Attribute<?>> attributes) {
    return attributes.stream()
        .filter(attribute -> attribute.has(Role.INDEXED))
        .flatMap(
            attribute ->
                Stream.concat(Stream.of(attribute.name()), indexed(attribute.parts()).stream()))
        .toList();
  }

  /** One concept has one name; a name that means two things must at least be of one type. */
  @Test
  void aNameHasOneTypeInAllKindsThatIndexIt() {
    Map<String, String> types = new HashMap<>();
    for (ObjectKind<?> kind : kinds()) {
      for (Attribute<?> attribute : kind.attributes()) {
        if (attribute.has(Role.INDEXED)) {
          String type = attribute.type().words();
          assertThat(types.merge(attribute.name(), type, (known, again) -> known))
              .as(kind.name() + "." + attribute.name())
              .isEqualTo(type);
        }
      }
    }
  }
}
