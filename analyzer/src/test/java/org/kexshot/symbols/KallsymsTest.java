package org.kexshot.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.FakeVirtualMemory;
import org.kexshot.symbols.KallsymsBuilder.Entry;
import org.kexshot.symbols.KallsymsBuilder.Form;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class KallsymsTest {
  private static final long TEXT32 = 0xc100_0000L;
  private static final long TEXT64 = 0xffff_ffff_8100_0000L;
  private static final int TABLES = 0x1000;

  private static Kallsyms table(List<Entry> entries, int word, Form form, boolean sorted)
      throws Exception {
    long base = word == 4 ? TEXT32 : TEXT64;
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    String lines =
        new KallsymsBuilder(entries, word, form, sorted)
            .write(base + TABLES, (at, bytes) -> memory.write(at - base, bytes));
    return Kallsyms.read(
        new FakeVirtualMemory(memory, base, word),
        Vmcoreinfo.parse(lines.getBytes(StandardCharsets.US_ASCII)));
  }

  @Property(tries = 200)
  void findsEverySymbolByNameAndByAddress(
      @ForAll @Size(min = 2, max = 600)
          Set<@AlphaChars @StringLength(min = 1, max = 12) String> names,
      @ForAll @IntRange(min = 0, max = 200) int step,
      @ForAll Form form,
      @ForAll boolean wide,
      @ForAll boolean sorted)
      throws Exception {
    int word = wide ? 8 : 4;
    boolean percpu = wide && form == Form.ABSOLUTE_PERCPU;
    List<Entry> entries = new ArrayList<>();
    long address = wide ? TEXT64 : TEXT32;
    int number = 0;
    for (String name : names) {
      address += number % 3 == 0 ? 0 : step;
      boolean inPercpu = percpu && number < 5 && number < names.size() - 1;
      entries.add(new Entry(inPercpu ? 16L * number : address, "tTdDbBr".charAt(number % 7), name));
      number++;
    }
    Form used = form == Form.ABSOLUTE_PERCPU && !wide ? Form.RELATIVE : form;
    Kallsyms symbols = table(entries, word, used, sorted);

    Map<Long, Set<String>> expected = new TreeMap<Long, Set<String>>(Long::compareUnsigned);
    for (Entry entry : entries) {
      expected
          .computeIfAbsent(entry.address(), key -> new TreeSet<>())
          .add(entry.type() + entry.name());
      assertThat(symbols.require(entry.name())).isEqualTo(entry.address());
    }
    Map<Long, Set<String>> read = new TreeMap<Long, Set<String>>(Long::compareUnsigned);
    for (int i = 0; i < symbols.count(); i++) {
      Symbol symbol = symbols.symbol(i);
      read.computeIfAbsent(symbol.address(), key -> new TreeSet<>())
          .add(symbol.type() + symbol.name());
    }
    assertThat(read).isEqualTo(expected);

    Long previous = null;
    for (Long at : expected.keySet()) {
      assertThat(symbols.address(symbols.indexAt(at))).isEqualTo(at);
      if (previous != null) {
        assertThat(symbols.address(symbols.indexAt(at - 1))).isEqualTo(previous);
        long size = at - previous;
        assertThat(symbols.size(symbols.indexAt(previous)))
            .isEqualTo(Long.compareUnsigned(size, SymbolTable.MAX_SIZE) > 0 ? 0 : size);
      } else {
        assertThat(symbols.indexAt(at - 1)).isEqualTo(at == 0 ? symbols.indexAt(-1) : -1);
      }
      previous = at;
    }
    assertThat(symbols.indexOf("no such symbol")).isEqualTo(-1);
  }

  @Property(tries = 50)
  void theTypeAndStartOfANameAreToldWithoutDecodingIt(
      @ForAll @Size(min = 2, max = 60)
          Set<@AlphaChars @StringLength(min = 1, max = 12) String> names,
      @ForAll @AlphaChars @StringLength(max = 2) String other)
      throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (String name : names) {
      entries.add(new Entry(TEXT64 + entries.size(), "tTdDbBr".charAt(entries.size() % 7), name));
    }
    Kallsyms symbols = table(entries, 8, Form.RELATIVE, true);
    for (int i = 0; i < symbols.count(); i++) {
      Symbol symbol = symbols.symbol(i);
      assertThat(symbols.type(i)).isEqualTo(symbol.type());
      for (int end = 0; end <= symbol.name().length(); end++) {
        assertThat(symbols.nameStartsWith(i, symbol.name().substring(0, end))).isTrue();
      }
      assertThat(symbols.nameStartsWith(i, symbol.name() + "x")).isFalse();
      assertThat(symbols.nameStartsWith(i, other)).isEqualTo(symbol.name().startsWith(other));
    }
  }

  @Property(tries = 20)
  void ofSymbolsThatShareANameTheOneThatIsMeantIsFound(@ForAll boolean sorted) throws Exception {
    List<Entry> entries = new ArrayList<>();
    char[] types = {'r', 't', 'D', 'b', 'T'};
    for (int i = 0; i < types.length; i++) {
      entries.add(new Entry(TEXT32 + 64L * i, types[i], "formats"));
      entries.add(new Entry(TEXT32 + 64L * i + 32, 'd', "between" + i));
    }
    Kallsyms symbols = table(entries, 4, Form.RELATIVE, sorted);
    assertThat(symbols.indexesOf("formats")).containsExactly(0, 2, 4, 6, 8);
    assertThat(symbols.findData("formats")).hasValue(TEXT32 + 128);
    assertThat(symbols.findFunction("formats")).hasValue(TEXT32 + 256);
    assertThat(symbols.require("formats")).isEqualTo(TEXT32 + 128);
    List<Symbol> all = new ArrayList<>();
    for (int i = 0; i < symbols.count(); i++) {
      all.add(symbols.symbol(i));
    }
    SortedSymbols other = new SortedSymbols(all);
    assertThat(other.indexesOf("formats")).containsExactly(0, 2, 4, 6, 8);
    assertThat(other.findFunction("formats")).hasValue(TEXT32 + 256);
    assertThat(other.indexesOf("none")).isEmpty();
  }

  @Test
  void decodesTokensAndLongNames() throws Exception {
    String longName = "list_".repeat(3) + "x".repeat(300);
    Kallsyms symbols =
        table(
            List.of(new Entry(TEXT32, 'T', "list_add"), new Entry(TEXT32 + 16, 'd', longName)),
            4,
            Form.RELATIVE,
            true);
    assertThat(symbols.symbol(0)).isEqualTo(new Symbol("list_add", TEXT32, 16, 'T', ""));
    assertThat(symbols.symbol(1).name()).isEqualTo(longName);
    assertThat(symbols.describe(TEXT32 + 5)).isEqualTo("list_add+0x5");
    assertThat(symbols.describe(TEXT32 + 17)).isEqualTo("0xc1000011");
    assertThat(symbols.symbol(1).isData()).isTrue();
  }

  /** As Linux 7 has it where CONFIG_RELOCATABLE is off. */
  @Test
  void offsetsOfA32BitKernelThatCannotBeRelocatedAreAddresses() throws Exception {
    Kallsyms symbols =
        tableCalledOtherwise(TEXT32, 4, Form.ABSOLUTE, "kallsyms_addresses", "kallsyms_offsets");
    assertThat(symbols.require("two")).isEqualTo(TEXT32 + 64);
  }

  /** Where VMCOREINFO lacks the base, offsets are taken for distances from where they lie. */
  @Test
  void addressesThatDoNotAgreeWithVmcoreinfoAreRefused() {
    assertThatThrownBy(
            () -> tableCalledOtherwise(TEXT64, 8, Form.RELATIVE, "kallsyms_relative_base", "lost"))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("has _stext at")
        .hasMessageContaining("--system-map");
  }

  /** Two symbols, by a VMCOREINFO that has another name for a variable of the table's. */
  private static Kallsyms tableCalledOtherwise(
      long text, int word, Form form, String variable, String instead) throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 20);
    String lines =
        new KallsymsBuilder(
                List.of(new Entry(text, 'T', "_stext"), new Entry(text + 64, 'T', "two")),
                word,
                form,
                word == 8)
            .write(text + TABLES, (at, bytes) -> memory.write(at - text, bytes))
            .replace(variable, instead);
    String start = "SYMBOL(_stext)=%x%n".formatted(text);
    return Kallsyms.read(
        new FakeVirtualMemory(memory, text, word),
        Vmcoreinfo.parse((lines + start).getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void damageIsTold() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 20);
    String lines =
        new KallsymsBuilder(
                List.of(new Entry(TEXT32, 'T', "one"), new Entry(TEXT32 + 4, 'T', "two")),
                4,
                Form.RELATIVE,
                false)
            .write(TEXT32 + TABLES, (at, bytes) -> memory.write(at - TEXT32, bytes));
    Vmcoreinfo info = Vmcoreinfo.parse(lines.getBytes(StandardCharsets.US_ASCII));
    FakeVirtualMemory space = new FakeVirtualMemory(memory, TEXT32, 4);
    long names = info.symbol("kallsyms_names").orElseThrow() - TEXT32;

    memory.write(names, new byte[] {(byte) 0xff, 0x7f});
    assertThatThrownBy(() -> Kallsyms.read(space, info))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("runs beyond");

    memory.writeNumber(info.symbol("kallsyms_num_syms").orElseThrow() - TEXT32, 0x7fff_ffff, 4);
    assertThatThrownBy(() -> Kallsyms.read(space, info))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("kallsyms_num_syms");

    assertThatThrownBy(() -> Kallsyms.read(space, Vmcoreinfo.parse(new byte[0])))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("CONFIG_KALLSYMS");
  }

  /** 600 symbols whose tables lie in memory, to be damaged. */
  private static final class Damaged {
    private final FakePhysicalMemory memory = new FakePhysicalMemory(1 << 20);
    private final Vmcoreinfo info;

    Damaged() {
      List<Entry> entries = new ArrayList<>();
      entries.add(new Entry(TEXT64, 'T', "_stext"));
      for (int i = 0; i < 600; i++) {
        entries.add(new Entry(TEXT64 + 16 + 16L * i, "tTdD".charAt(i % 4), "symbol_" + i));
      }
      String lines =
          new KallsymsBuilder(entries, 8, Form.RELATIVE, true)
              .write(TEXT64 + TABLES, (at, bytes) -> memory.write(at - TEXT64, bytes));
      info =
          Vmcoreinfo.parse(
              (lines
                      + "SYMBOL(_stext)=%x\nSYMBOL(symbol_500)=%x\nSYMBOL(no_such)=%x\n"
                          .formatted(TEXT64, TEXT64 + 16 + 16 * 500, TEXT64))
                  .getBytes(StandardCharsets.US_ASCII));
    }

    long at(String table) {
      return info.symbol(table).orElseThrow() - TEXT64;
    }

    Kallsyms read() throws Exception {
      return Kallsyms.read(new FakeVirtualMemory(memory, TEXT64, 8), info);
    }
  }

  /** Each symbol behind would have its neighbour's name, or a piece of one. */
  @Fault("a damaged length in kallsyms gives all symbols behind it another's name")
  @Test
  void aNameOfAnotherLengthIsSeenByTheMarkers() throws Exception {
    assertThat(new Damaged().read().require("symbol_599")).isEqualTo(TEXT64 + 16 + 16 * 599);
    for (int length : new int[] {1, 6, 8, 9, 20}) {
      Damaged damaged = new Damaged();
      damaged.memory.write(damaged.at("kallsyms_names"), new byte[] {(byte) length});
      assertThatThrownBy(damaged::read)
          .as("length %d for 7", length)
          .isInstanceOf(SymbolException.class)
          .hasMessageMatching(
              "kallsyms.*(do not begin where kallsyms_markers has them|is not a table of names).*");
    }
  }

  /** The names say by themselves where they begin. */
  @Test
  void aDamagedMarkerDamagesNoName() throws Exception {
    Damaged damaged = new Damaged();
    int bytes = 0;
    for (int i = 0; i < 601; i++) {
      bytes += 2 + (i == 0 ? "_stext" : "symbol_" + (i - 1)).length();
    }
    long markers = damaged.at("kallsyms_names") + (bytes + 7 & -8);
    damaged.memory.writeNumber(markers + 4, 0x7fff_ffff, 4);
    assertThat(damaged.read().require("symbol_599")).isEqualTo(TEXT64 + 16 + 16 * 599);
  }

  @Test
  void anAddressOutOfOrderIsTold() throws Exception {
    Damaged damaged = new Damaged();
    damaged.memory.writeNumber(damaged.at("kallsyms_offsets") + 4 * 300, 0x10, 4);
    assertThatThrownBy(damaged::read)
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("kallsyms is damaged: its address 300 of 601")
        .hasMessageContaining("--system-map FILE");
  }

  /** A base that is off moves all symbols, in order. */
  @Test
  void whatContradictsVmcoreinfoIsTold() throws Exception {
    Damaged damaged = new Damaged();
    damaged.memory.writeNumber(damaged.at("kallsyms_relative_base"), TEXT64 + 0x1000, 8);
    assertThatThrownBy(damaged::read)
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("has _stext at 0x%x, VMCOREINFO at 0x%x", TEXT64 + 0x1000, TEXT64);
    Damaged one = new Damaged();
    one.memory.writeNumber(one.at("kallsyms_offsets") + 4 * 501, 16 + 16 * 500 + 1, 4);
    assertThatThrownBy(one::read)
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("has symbol_500 at");
  }

  @Test
  void aMissingSymbolSaysWhatToDo() throws Exception {
    Kallsyms symbols = table(List.of(new Entry(TEXT64, 'T', "_stext")), 8, Form.ABSOLUTE, false);
    assertThatThrownBy(() -> symbols.require("init_task"))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("init_task")
        .hasMessageContaining("CONFIG_KALLSYMS_ALL");
  }

  /** Labels at the borders of code have letters of data in every table. */
  @Test
  void aTableOfFunctionsAloneKnowsNothingOfData() throws Exception {
    List<Entry> functions = new ArrayList<>();
    functions.add(new Entry(TEXT64, 'D', "__init_begin"));
    for (int i = 0; i < 300; i++) {
      functions.add(new Entry(TEXT64 + 16 * i, 't', "function_" + i));
    }
    Kallsyms symbols = table(functions, 8, Form.RELATIVE, false);

    assertThat(symbols.namesData()).isFalse();
    assertThat(symbols.findData("__init_begin")).hasValue(TEXT64);
    assertThat(symbols.findFunction("function_7")).hasValue(TEXT64 + 112);
    assertThat(symbols.findFunction("sysfs_init")).isEmpty();
    assertThatThrownBy(() -> symbols.findData("modules"))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("has no symbol modules")
        .hasMessageContaining("--system-map FILE");
  }

  @Test
  void aTableWithDataTellsWhatTheKernelDoesNotHave() throws Exception {
    Kallsyms symbols =
        table(
            List.of(new Entry(TEXT64, 'T', "_stext"), new Entry(TEXT64 + 64, 'b', "jiffies")),
            8,
            Form.RELATIVE,
            false);

    assertThat(symbols.namesData()).isTrue();
    assertThat(symbols.findData("modules")).isEmpty();
    assertThatThrownBy(() -> symbols.require("init_task"))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("do not name init_task")
        .hasMessageNotContaining("--system-map");
  }

  /** A table that ends in a far address has one symbol that nobody may walk over. */
  @Test
  void aDistanceThatNoSymbolFillsIsNoSize() throws Exception {
    Kallsyms symbols =
        table(
            List.of(
                new Entry(TEXT64, 'T', "last_of_text"),
                new Entry(TEXT64 + SymbolTable.MAX_SIZE, 'D', "large"),
                new Entry(TEXT64 + 2 * SymbolTable.MAX_SIZE + 1, 'D', "far")),
            8,
            Form.RELATIVE,
            true);
    assertThat(symbols.size(0)).isEqualTo(SymbolTable.MAX_SIZE);
    assertThat(symbols.size(1)).isZero();
  }

  /** As where the table of tokens was overwritten: each was compared with all before it. */
  @Test
  void aTableOfOneNameIsReadInTime() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          List<Entry> entries = new ArrayList<>();
          for (int i = 0; i < 100_000; i++) {
            entries.add(new Entry(TEXT64 + i, 'T', "same"));
          }
          Kallsyms symbols = table(entries, 8, Form.RELATIVE, false);
          assertThat(symbols.address(symbols.indexOf("same"))).isEqualTo(TEXT64);
          assertThat(symbols.indexOf("other")).isEqualTo(-1);
        });
  }
}
