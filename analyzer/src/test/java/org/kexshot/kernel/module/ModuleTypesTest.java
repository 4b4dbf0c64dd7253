package org.kexshot.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.value.NamedValue;
import org.kexshot.kernel.value.Value;
import org.kexshot.kernel.value.ValueQuery;
import org.kexshot.types.BtfBuilder;
import org.kexshot.types.BtfBuilder.Field;

/** A kernel with two modules that have types of their own. */
class ModuleTypesTest {
  /** Where a module's entry in the list, its {@code struct btf} and its BTF lie. */
  private record Loaded(long entry, long btf, long data) {}

  private final FakeKernel kernel = new FakeKernel();
  private Loaded first;
  private Loaded second;
  private long value;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("point", "x: int", "y: int")
        .define(
            "btf",
            "data: *char",
            "data_size: unsigned int",
            "start_id: unsigned int",
            "name: char[16]")
        .define("btf_module", "list: list_head", "module: *char", "btf: *btf");
    first = load("first", "circle", "radius");
    second = load("second", "square", "side");
    long head = kernel.allocate("list_head");
    kernel.symbol("btf_modules", head);
    kernel.ring(head, second.entry(), first.entry());
    value = kernel.allocate(16);
    kernel.number(value, 3, 4);
    kernel.number(value + 4, 4, 4);
    kernel.number(value + 8, 5, 4);
  }

  /** A module with a structure of a point and a number; gives where it lies. */
  private Loaded load(String name, String struct, String member) throws IOException {
    BtfBuilder types = kernel.moduleTypes();
    int start = types.nextId();
    types.struct(
        struct,
        12,
        List.of(
            new Field("at", kernel.typeId("point"), 0, 0),
            new Field(member, kernel.typeId("int"), 64, 0)));
    byte[] blob = types.bytes();
    long data = kernel.allocate(blob.length);
    kernel.bytes(data, blob);
    long btf = kernel.allocateOnOwnPage("btf");
    kernel.set(btf, "btf", "data", data);
    kernel.set(btf, "btf", "data_size", blob.length);
    kernel.set(btf, "btf", "start_id", start);
    kernel.text(btf, "btf", "name", name);
    long entry = kernel.allocate("btf_module");
    kernel.set(entry, "btf_module", "btf", btf);
    return new Loaded(entry, btf, data);
  }

  private static NamedValue print(KernelImage image, String type, long at) throws IOException {
    return ValueQuery.read(image, "%s@0x%x".formatted(type, at)).items().get(0);
  }

  @Test
  void printsTypesOfEachModule() throws Exception {
    KernelImage image = kernel.open();
    for (String type : List.of("circle", "struct square")) {
      NamedValue read = print(image, type, value);
      assertThat(read.size()).isEqualTo(12);
      List<Value.Field> fields = ((Value.Composite) read.value()).fields();
      assertThat(fields.get(1).name()).isEqualTo(type.equals("circle") ? "radius" : "side");
      assertThat(fields.get(1).value()).isEqualTo(new Value.Scalar(5, 32, true));
      // The point is a type of the kernel's.
      assertThat(((Value.Composite) fields.get(0).value()).fields())
          .extracting(Value.Field::name, Value.Field::value)
          .containsExactly(
              tuple("x", new Value.Scalar(3, 32, true)), tuple("y", new Value.Scalar(4, 32, true)));
    }
  }

  @Test
  void aDamagedModuleHidesNoOther() throws Exception {
    kernel.number(second.data(), 0xdead, 2);
    KernelImage image = kernel.open();
    assertThat(print(image, "circle", value).size()).isEqualTo(12);
    assertThatThrownBy(() -> print(image, "square", value))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("no type square")
        .hasMessageContaining("the BTF of module second")
        .hasMessageContaining("0xdead");
  }

  @Test
  void whatIsNotInTheImageIsNamed() throws Exception {
    kernel.exclude(first.btf());
    KernelImage image = kernel.open();
    assertThat(print(image, "square", value).size()).isEqualTo(12);
    assertThatThrownBy(() -> print(image, "circle", value))
        .isInstanceOf(NoSuchObjectException.class)
        .hasMessageContaining("types of a module");
  }

  @Test
  void typesThatGoOnFromAnotherKernelAreRefused() throws Exception {
    kernel.set(first.btf(), "btf", "start_id", 7);
    kernel.set(second.btf(), "btf", "data_size", 0x7fff_ffff);
    KernelImage image = kernel.open();
    assertThatThrownBy(() -> print(image, "circle", value))
        .hasMessageContaining("module first goes on from type 7")
        .hasMessageContaining("module second is said to be 2147483647 bytes long");
  }
}
