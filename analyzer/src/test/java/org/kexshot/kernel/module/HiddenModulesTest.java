package org.kexshot.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** Modules in memory from {@code high_memory} on, not all of which the list names. */
class HiddenModulesTest {
  private static final long AREA = FakeKernel.PAGE_OFFSET + 0xb0_0000L;

  private final FakeKernel kernel = new FakeKernel();
  private long head;
  private long set;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("kobject", "entry: list_head")
        .define("kset", "list: list_head")
        .define("module_kobject", "kobj: kobject", "mod: *char")
        .define("layout", "base: *char", "size: unsigned int")
        .define(
            "module",
            "state: int",
            "list: list_head",
            "name: char[56]",
            "mkobj: module_kobject",
            "core_layout: layout",
            "init_layout: layout");
    head = kernel.allocate("list_head");
    kernel.symbol("modules", head);
    long highMemory = kernel.allocate(4);
    kernel.number(highMemory, AREA, 4);
    kernel.symbol("high_memory", highMemory);
    set = kernel.allocate("kset");
    kernel.ring(set);
    long setPointer = kernel.allocate(4);
    kernel.number(setPointer, set, 4);
    kernel.symbol("module_kset", setPointer);
    kernel.ring(head);
  }

  private long module(int number, String name) throws IOException {
    long base = AREA + number * 0x4000L;
    long module = base + 0x1f80;
    kernel.bytes(base, new byte[0x4000]);
    kernel.text(module, "module", "name", name);
    kernel.set(module, "module", "mkobj.mod", module);
    kernel.set(module, "module", "core_layout.base", base);
    kernel.set(module, "module", "core_layout.size", 0x4000);
    return module;
  }

  private void list(long... modules) throws IOException {
    long[] nodes = new long[modules.length];
    for (int i = 0; i < modules.length; i++) {
      nodes[i] = modules[i] + kernel.offset("module", "list");
    }
    kernel.ring(head, nodes);
  }

  @Test
  void findsWhatTheListDoesNotName() throws Exception {
    list(module(0, "dummy"));
    module(1, "ghost");
    Listing<Module> modules = ModuleList.read(kernel.open());
    assertThat(modules.problems()).isEmpty();
    assertThat(modules.items()).extracting(Module::name).containsExactly("dummy", "ghost");
    assertThat(modules.items()).extracting(Module::hidden).containsExactly(false, true);
    assertThat(modules.items().get(1).address()).isEqualTo(AREA + 0x4000);
  }

  @Test
  void oneSignIsEnough() throws Exception {
    long noSelf = module(1, "noself");
    kernel.set(noSelf, "module", "mkobj.mod", 0);
    long farBase = module(2, "farbase");
    kernel.set(farBase, "module", "core_layout.base", AREA + 0x10_0000);
    assertThat(ModuleList.read(kernel.open()).items())
        .extracting(Module::name)
        .containsExactly("noself", "farbase");
  }

  @Test
  void theSetOfObjectsNamesOneWhosePageIsNotThere() throws Exception {
    long ghost = module(1, "ghost");
    long object = kernel.allocate("module_kobject");
    kernel.set(object, "module_kobject", "mod", ghost);
    kernel.ring(set, object + kernel.offset("module_kobject", "kobj.entry"));
    kernel.exclude(ghost);
    Listing<Module> modules = ModuleList.read(kernel.open());
    assertThat(modules.items()).isEmpty();
    assertThat(modules.problems()).hasSize(1).first().asString().contains("set of module objects");
  }

  @Test
  void whatOnlyResemblesAModuleIsNone() throws Exception {
    long badName = module(1, "a b\u0001");
    assertThat(badName).isPositive();
    kernel.set(module(2, "badstate"), "module", "state", 7);
    kernel.set(module(3, "lowbase"), "module", "core_layout.base", AREA - 0x1000);
    assertThat(ModuleList.read(kernel.open()).items()).isEmpty();
  }

  /** A symbol at the very start of a module's code, and names of others where its own would be. */
  @Fault("`integrity` takes a table of symbols for a hidden module")
  @Test
  void aTableOfSymbolsIsNoModule() throws Exception {
    for (int number = 1; number < 3; number++) {
      long symbol = module(number, "ify");
      kernel.set(symbol, "module", "mkobj.mod", 0);
      if (number == 1) {
        kernel.bytes(
            symbol + kernel.offset("module", "name") + 4,
            "notifier".getBytes(StandardCharsets.US_ASCII));
      } else {
        kernel.set(symbol, "module", "core_layout.size", 0);
      }
    }
    assertThat(ModuleList.read(kernel.open()).items()).isEmpty();
  }
}
