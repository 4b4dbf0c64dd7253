package org.kexshot.kernel.module;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.value.SymbolSearch;
import org.kexshot.kind.Listing;
import org.kexshot.symbols.Symbol;

/** Two modules of two symbols each, the first of which is exported; and the search in them. */
class ModuleSymbolsTest {
  private static final long CODE = 0xc0b0_0000L;

  private final FakeKernel kernel = new FakeKernel();
  private long firstModule;
  private long firstTable;
  private long firstKallsyms;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("module_kobject", "mod: *char")
        .define("layout", "base: *char", "size: unsigned int")
        .define("kernel_symbol", "value: unsigned int", "name: *char")
        .define(
            "elf32_sym",
            "st_name: unsigned int",
            "st_value: unsigned int",
            "st_size: unsigned int",
            "st_info: unsigned int")
        .define("symtab", "entries: elf32_sym[3]")
        .define(
            "mod_kallsyms",
            "symtab: *symtab",
            "num_symtab: unsigned int",
            "strtab: *char",
            "typetab: *char")
        .define(
            "module",
            "state: int",
            "list: list_head",
            "name: char[56]",
            "mkobj: module_kobject",
            "core_layout: layout",
            "init_layout: layout",
            "syms: *kernel_symbol",
            "num_syms: unsigned int",
            "kallsyms: *mod_kallsyms");
    long highMemory = kernel.allocate(4);
    kernel.number(highMemory, 0xffc0_0000L, 4);
    kernel.symbol("high_memory", highMemory).symbol("dummy_init_call", CODE - 0x1000);
    long head = kernel.allocate("list_head");
    kernel.symbol("modules", head);
    firstModule = module("dummy", CODE);
    firstTable = kernel.allocateOnOwnPage("symtab");
    table(firstModule, firstTable, CODE);
    long second = module("veth", CODE + 0x1000);
    table(second, kernel.allocateOnOwnPage("symtab"), CODE + 0x1000);
    long list = kernel.offset("module", "list");
    kernel.ring(head, firstModule + list, second + list);
  }

  private long module(String name, long exported) throws IOException {
    long module = kernel.allocate("module");
    kernel.text(module, "module", "name", name);
    long syms = kernel.allocate("kernel_symbol");
    kernel.set(syms, "kernel_symbol", "value", exported);
    kernel.set(syms, "kernel_symbol", "name", kernel.string("open"));
    kernel.set(module, "module", "syms", syms);
    kernel.set(module, "module", "num_syms", 1);
    return module;
  }

  /** Symbols of 0x100 and 0x80 bytes, their names {@code open} and {@code close}. */
  private void table(long module, long symtab, long code) throws IOException {
    long kallsyms = kernel.allocate("mod_kallsyms");
    firstKallsyms = firstKallsyms == 0 ? kallsyms : firstKallsyms;
    kernel.set(module, "module", "kallsyms", kallsyms);
    kernel.set(kallsyms, "mod_kallsyms", "symtab", symtab);
    kernel.set(kallsyms, "mod_kallsyms", "num_symtab", 3);
    kernel.set(kallsyms, "mod_kallsyms", "typetab", kernel.string("-tt"));
    kernel.set(kallsyms, "mod_kallsyms", "strtab", kernel.string("open\0close"));
    long size = kernel.offset("elf32_sym", "st_info") + 4;
    kernel.set(symtab + size, "elf32_sym", "st_value", code);
    kernel.set(symtab + size, "elf32_sym", "st_size", 0x100);
    kernel.set(symtab + 2 * size, "elf32_sym", "st_name", 5);
    kernel.set(symtab + 2 * size, "elf32_sym", "st_value", code + 0x100);
    kernel.set(symtab + 2 * size, "elf32_sym", "st_size", 0x80);
  }

  private Listing<Symbol> read() throws IOException {
    return ModuleSymbols.read(kernel.open());
  }

  @Test
  void readsTheSymbolsOfEachModuleAndWhichAreExported() throws Exception {
    Listing<Symbol> symbols = read();
    assertThat(symbols.problems()).isEmpty();
    assertThat(symbols.items())
        .containsExactly(
            new Symbol("open", CODE, 0x100, 'T', "dummy"),
            new Symbol("close", CODE + 0x100, 0x80, 't', "dummy"),
            new Symbol("open", CODE + 0x1000, 0x100, 'T', "veth"),
            new Symbol("close", CODE + 0x1100, 0x80, 't', "veth"));
  }

  @Test
  void aTableThatIsNotInTheImageDoesNotHideTheOtherModule() throws Exception {
    kernel.exclude(firstTable);
    Listing<Symbol> symbols = read();
    assertThat(symbols.items()).extracting(Symbol::module).containsExactly("veth", "veth");
    assertThat(symbols.problems()).hasSize(1).first().asString().contains("module dummy");
  }

  @Test
  void aNameThatIsNotInTheImageDoesNotHideTheOtherSymbols() throws Exception {
    kernel.set(firstTable + 16, "elf32_sym", "st_name", 0x3000_0000);
    Listing<Symbol> symbols = read();
    assertThat(symbols.items())
        .extracting(Symbol::qualifiedName)
        .containsExactly("close [dummy]", "open [veth]", "close [veth]");
    assertThat(symbols.problems()).hasSize(1).first().asString().contains("symbol 1 of module");
  }

  @Test
  void aListOfExportsThatLeadsNowhereCostsOnlyTheirLetters() throws Exception {
    kernel.set(firstModule, "module", "syms", 0x1234);
    Listing<Symbol> symbols = read();
    assertThat(symbols.items()).extracting(Symbol::type).containsExactly('t', 't', 'T', 't');
    assertThat(symbols.problems()).hasSize(1).first().asString().contains("break off after 0");
  }

  @Test
  void anotherNameOfAnExportedAddressIsNotExported() throws Exception {
    kernel.set(firstTable + 32, "elf32_sym", "st_value", CODE);
    assertThat(read().items())
        .filteredOn(symbol -> symbol.address() == CODE)
        .extracting(Symbol::name, Symbol::type)
        .containsExactly(tuple("open", 'T'), tuple("close", 't'));
  }

  @Test
  void aTableThatClaimsMoreThanAnyModuleHasIsTold() throws Exception {
    kernel.set(firstKallsyms, "mod_kallsyms", "num_symtab", 0x7fff_ffff);
    Listing<Symbol> symbols = read();
    assertThat(symbols.items()).extracting(Symbol::module).contains("veth");
    assertThat(symbols.problems())
        .first()
        .asString()
        .contains("module dummy claims to have 2147483647 symbols");
  }

  @Test
  void searchesByPatternAndByAddressAndTellsWhatIsMissing() throws Exception {
    kernel.exclude(firstTable);
    SymbolSearch search = new SymbolSearch(kernel.open());
    assertThat(search.named("dummy_*").items())
        .extracting(match -> match.symbol().qualifiedName())
        .containsExactly("dummy_init_call");
    assertThat(search.named("?pen").items())
        .extracting(match -> match.symbol().qualifiedName())
        .containsExactly("open [veth]");
    assertThat(search.named("pen").items()).isEmpty();
    assertThat(search.at(CODE + 0x1110).items())
        .filteredOn(match -> !match.symbol().module().isEmpty())
        .singleElement()
        .satisfies(match -> assertThat(match.offset()).isEqualTo(0x10));
    assertThat(search.named("*").problems()).hasSize(1);
    assertThat(search.at(CODE).problems()).hasSize(1);
  }
}
