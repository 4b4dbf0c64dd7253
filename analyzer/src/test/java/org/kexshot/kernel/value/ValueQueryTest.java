package org.kexshot.kernel.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kind.Listing;

class ValueQueryTest {
  private final FakeKernel kernel = new FakeKernel();
  private long pair;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("point", "x: int", "y: unsigned int")
        .define("pair", "name: char[8]", "points: point[2]", "next: *pair");
    pair = kernel.allocateOnOwnPage("pair");
    kernel.text(pair, "pair", "name", "two");
    kernel.number(pair + 8, -5, 4);
    kernel.number(pair + 12, -5, 4);
    kernel.set(pair, "pair", "next", pair);
    kernel.symbol("first_pair", pair);
    kernel.symbol("behind", pair + 64);
  }

  @Test
  void readsNestedStructuresArraysTextAndPointers() throws Exception {
    Listing<NamedValue> values = ValueQuery.read(kernel.open(), "struct pair@first_pair");
    NamedValue read = values.items().get(0);
    assertThat(read.type()).isEqualTo("struct pair");
    assertThat(read.address()).isEqualTo(pair);
    assertThat(read.size()).isEqualTo(28);
    Value.Composite whole = (Value.Composite) read.value();
    assertThat(whole.fields())
        .extracting(Value.Field::name)
        .containsExactly("name", "points", "next");
    assertThat(whole.fields()).extracting(Value.Field::offset).containsExactly(0L, 8L, 24L);
    assertThat(whole.fields().get(0).value()).isEqualTo(new Value.Text("two"));
    assertThat(whole.fields().get(2).value()).isEqualTo(new Value.Pointer(pair, "first_pair"));
    Value.Elements points = (Value.Elements) whole.fields().get(1).value();
    assertThat(points.count()).isEqualTo(2);
    assertThat(((Value.Composite) points.elements().get(0)).fields())
        .extracting(Value.Field::value)
        .isEqualTo(
            List.of(new Value.Scalar(-5, 32, true), new Value.Scalar(0xffff_fffbL, 32, false)));
  }

  @Test
  void anAddressIsHexadecimal() throws Exception {
    NamedValue read =
        ValueQuery.read(kernel.open(), "point@0x%x".formatted(pair + 8)).items().get(0);
    assertThat(read.address()).isEqualTo(pair + 8);
  }

  @Test
  void aSymbolWithoutATypeIsWords() throws Exception {
    NamedValue read = ValueQuery.read(kernel.open(), "first_pair").items().get(0);
    assertThat(read.type()).isEqualTo("unsigned long[16]");
    assertThat(((Value.Elements) read.value()).elements().get(6))
        .isEqualTo(new Value.Pointer(pair, "first_pair"));
  }

  @Test
  void whatIsNotThereIsToldInItsPlace() throws Exception {
    kernel.exclude(pair);
    NamedValue read = ValueQuery.read(kernel.open(), "pair@first_pair").items().get(0);
    assertThat(((Value.Composite) read.value()).fields())
        .extracting(Value.Field::value)
        .first()
        .isInstanceOf(Value.Unreadable.class);
  }

  @Test
  void unknownNamesAreErrors() throws Exception {
    KernelImage image = kernel.open();
    assertThatThrownBy(() -> ValueQuery.read(image, "nothing@0x10"))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("no type nothing");
    assertThatThrownBy(() -> ValueQuery.read(image, "pair@nowhere"))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("no symbol nowhere");
  }

  /** Sixteen levels of 200 elements each were read one by one. */
  @Test
  void arraysOfArraysOfArraysEnd() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          kernel.define("level0", "x: int[200]");
          for (int i = 1; i < 16; i++) {
            kernel.define("level" + i, "x: level%d[200]".formatted(i - 1));
          }
          NamedValue read = ValueQuery.read(kernel.open(), "level15@first_pair").items().get(0);
          assertThat(read.value()).isInstanceOf(Value.Composite.class);
        });
  }
}
