package org.kexshot.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** A table of what is built in, and mostly no module. */
class ModuleParameterListTest {
  private static final int ROOM = 8;

  private final FakeKernel kernel = new FakeKernel();
  private long modules;
  private long table;
  private long operations;
  private int count;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define(
            "kernel_param",
            "name: *char",
            "ops: *char",
            "perm: unsigned short",
            "arg: *char",
            "str: *char",
            "arr: *char")
        .define("kparam_string", "maxlen: unsigned int", "string: *char")
        .define(
            "kparam_array",
            "max: unsigned int",
            "elemsize: unsigned int",
            "num: *char",
            "ops: *char",
            "elem: *char")
        .define("module_kobject", "mod: *char")
        .define("layout", "base: *char", "size: unsigned int")
        .define(
            "module",
            "state: int",
            "list: list_head",
            "name: char[56]",
            "mkobj: module_kobject",
            "core_layout: layout",
            "init_layout: layout",
            "kp: *kernel_param",
            "num_kp: unsigned int");
    long highMemory = kernel.allocate(4);
    kernel.number(highMemory, 0xffc0_0000L, 4);
    kernel.symbol("high_memory", highMemory);
    modules = kernel.allocate("list_head");
    kernel.ring(modules);
    kernel.symbol("modules", modules);
    table = kernel.allocate(ROOM * size());
    operations = kernel.allocate(4096);
  }

  private int size() {
    // Three pointers and a number before, each as wide as a word.
    return 24;
  }

  private long operations(String name) {
    operations += 16;
    kernel.symbol(name, operations);
    return operations;
  }

  private long add(String name, long operations, int mode, String place, long at)
      throws IOException {
    long parameter = table + (long) count++ * size();
    kernel.set(parameter, "kernel_param", "name", kernel.string(name));
    kernel.set(parameter, "kernel_param", "ops", operations);
    kernel.set(parameter, "kernel_param", "perm", mode);
    kernel.set(parameter, "kernel_param", place, at);
    return at;
  }

  private long number(long value) {
    long at = kernel.allocate(8);
    kernel.number(at, value, 4);
    return at;
  }

  private Listing<ModuleParameter> read() throws IOException {
    kernel.symbol("__start___param", table).symbol("__stop___param", table + (long) count * size());
    return ModuleParameterList.read(kernel.open());
  }

  @ParameterizedTest
  @CsvSource({
    "bool, 1, Y",
    "bool, 0, N",
    "invbool, 1, N",
    "bint, 256, Y",
    "byte, 200, 200",
    "short, 65535, -1",
    "ushort, 65535, 65535",
    "int, -7, -7",
    "uint, -1, 4294967295",
    "hexint, 255, 0xff",
    "long, -9, -9",
    "ulong, -1, 4294967295",
    "charp, 0, (null)",
  })
  void showsAValueAsItsFileDoes(String type, long value, String shown) throws Exception {
    add("some.thing", operations("param_ops_" + type), 0644, "arg", number(value));
    Listing<ModuleParameter> parameters = read();
    assertThat(parameters.problems()).isEmpty();
    assertThat(parameters.items())
        .extracting(
            ModuleParameter::name,
            ModuleParameter::value,
            ModuleParameter::type,
            ModuleParameter::writable)
        .containsExactly(tuple("some.thing", shown, type, true));
  }

  @Test
  void readsTextsAndArrays() throws Exception {
    long text = kernel.allocate("kparam_string");
    kernel.set(text, "kparam_string", "maxlen", 16);
    kernel.set(text, "kparam_string", "string", kernel.string("schedutil"));
    add("a.text", operations("param_ops_string"), 0444, "str", text);
    long array = kernel.allocate("kparam_array");
    long elements = kernel.allocate(12);
    kernel.number(elements, 5, 4);
    kernel.number(elements + 4, 6, 4);
    kernel.set(array, "kparam_array", "max", 3);
    kernel.set(array, "kparam_array", "elemsize", 4);
    kernel.set(array, "kparam_array", "num", number(2));
    kernel.set(array, "kparam_array", "ops", operations("param_ops_int"));
    kernel.set(array, "kparam_array", "elem", elements);
    add("b.array", operations("param_array_ops"), 0600, "arr", array);
    assertThat(read().items())
        .extracting(
            ModuleParameter::name,
            ModuleParameter::value,
            ModuleParameter::type,
            ModuleParameter::writable)
        .containsExactly(
            tuple("a.text", "schedutil", "string", false),
            tuple("b.array", "5,6", "array of int", true));
  }

  @Test
  void namesThoseOfAModuleByTheModule() throws Exception {
    add("width", operations("param_ops_int"), 0444, "arg", number(3));
    long module = kernel.allocate("module");
    kernel.text(module, "module", "name", "dummy");
    kernel.set(module, "module", "kp", table);
    kernel.set(module, "module", "num_kp", 1);
    kernel.ring(modules, module + kernel.offset("module", "list"));
    Listing<ModuleParameter> parameters = ModuleParameterList.read(kernel.open());
    assertThat(parameters.items()).extracting(ModuleParameter::name).containsExactly("dummy.width");
    assertThat(parameters.problems()).hasSize(1).first().asString().contains("__start___param");
  }

  @Test
  void leavesOutWhatHasNoFileAndWhatCodeOfItsOwnPrints() throws Exception {
    add("a.hidden", operations("param_ops_int"), 0, "arg", 0);
    add("b.own", operations("own_ops"), 0644, "arg", number(1));
    long array = kernel.allocate("kparam_array");
    kernel.set(array, "kparam_array", "max", 1 << 20);
    add("c.claim", operations("param_array_ops"), 0644, "arr", array);
    Listing<ModuleParameter> parameters = read();
    assertThat(parameters.items()).isEmpty();
    assertThat(parameters.problems()).isEmpty();
  }

  @Fault("A parameter of a module or of what is built in that was changed is not told")
  @Test
  void oneThatWasSetHasChanged() throws Exception {
    long value =
        add("printk.ignore_loglevel", operations("param_ops_bool"), 0644, "arg", number(0));
    Listing<ModuleParameter> before = read();
    kernel.number(value, 1, 1);
    assertThat(
            new ObjectComparison<>(ModuleParameterList.KIND, true)
                .between(before, ModuleParameterList.read(kernel.open()))
                .changed())
        .hasSize(1);
  }

  @Test
  void oneThatIsNotInTheImageIsAProblem() throws Exception {
    long absent = kernel.allocateOnOwnPage("kparam_string");
    add("a.absent", operations("param_ops_int"), 0644, "arg", absent);
    add("b.there", operations("param_ops_uint"), 0644, "arg", number(4));
    kernel.exclude(absent);
    Listing<ModuleParameter> parameters = read();
    assertThat(parameters.items()).extracting(ModuleParameter::name).containsExactly("b.there");
    assertThat(parameters.problems()).hasSize(1);
  }
}
