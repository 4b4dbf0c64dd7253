package org.kexshot.diff.symbol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kernel.value.Value;

/** Variables of a kernel that lies elsewhere in the second image. */
class SymbolComparisonTest {
  private static final long FIRST = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final long SECOND = FakeKernel.PAGE_OFFSET + 0x20_3000;

  /** Two static variables with one name, and a third. */
  private static FakeKernel kernel(long start, int... values) {
    FakeKernel kernel = new FakeKernel();
    String[] names = {"state", "state", "other"};
    for (int i = 0; i < names.length; i++) {
      kernel.fileSymbol(names[i], start + 16 * i);
      kernel.bytes(start + 16 * i, new byte[16]);
      kernel.number(start + 16 * i, values[i], 4);
    }
    return kernel.symbol("end", start + 48);
  }

  private static String[] changes(FakeKernel first, FakeKernel second) throws IOException {
    return new SymbolComparison(first.open(), second.open(), false)
        .difference().changes().stream()
            .filter(change -> !change.symbol().name().contains("BTF"))
            .map(change -> "%s %x".formatted(change.symbol().name(), change.symbol().address()))
            .toArray(String[]::new);
  }

  @Fault("`diff` compares a static variable with a namesake")
  @Test
  void staticVariablesThatShareANameAreComparedWithTheirOwn() throws Exception {
    assertThat(changes(kernel(FIRST, 1, 2, 3), kernel(SECOND, 1, 2, 3))).isEmpty();
    assertThat(changes(kernel(FIRST, 1, 2, 3), kernel(SECOND, 1, 7, 3)))
        .containsExactly("state " + Long.toHexString(SECOND + 16));
  }

  /** A kernel that was built otherwise has them at other places of its table. */
  @Test
  void theOrderOfTheirOwnTellsThemApartInAnotherKernel() throws Exception {
    FakeKernel other = kernel(SECOND, 1, 2, 3).fileSymbol("added", SECOND - 16);
    assertThat(changes(kernel(FIRST, 1, 2, 3), other)).isEmpty();
  }

  /** A marker at the end of a section runs on to the next one: over memory that was freed. */
  private static FakeKernel sections(int behind, int value) {
    FakeKernel kernel = new FakeKernel();
    kernel.bytes(FIRST, new byte[4096]);
    kernel.number(FIRST + 16, behind, 4);
    kernel.number(FIRST + 64, value, 4);
    return kernel
        .symbol("__end_rodata", FIRST + 16)
        .symbol("_sdata", FIRST + 64)
        .symbol("end", FIRST + 80);
  }

  @Fault("Freed memory between the kernel's sections is told as a data symbol")
  @Test
  void whatWasFreedBetweenSectionsIsNoSymbols() throws Exception {
    assertThat(changes(sections(1, 1), sections(2, 1))).isEmpty();
    assertThat(changes(sections(1, 1), sections(2, 2)))
        .containsExactly("_sdata " + Long.toHexString(FIRST + 64));
  }

  @Test
  void whereOneIsMissingNoneIsComparedWithAnother() throws Exception {
    FakeKernel other = kernel(SECOND, 1, 2, 3).fileSymbol("state", SECOND - 16);
    other.bytes(SECOND - 16, new byte[16]);
    assertThat(changes(kernel(FIRST, 1, 2, 3), other)).isEmpty();
  }

  /** Two structures in a row, a counter behind them, and what has no type. */
  private static FakeKernel typed() {
    FakeKernel kernel = new FakeKernel();
    kernel
        .define("pair", "left: int", "right: int")
        .define("stat_struct", "pairs: pair[3]", "total: unsigned int", "next: *char")
        .symbol("stat", FIRST)
        .symbol("nr_threads", FIRST + 32)
        .symbol("plain", FIRST + 36)
        .symbol("end", FIRST + 48);
    kernel.bytes(FIRST, new byte[4096]);
    return kernel;
  }

  private static List<SymbolChange> typedChanges(FakeKernel second) throws IOException {
    return new SymbolComparison(typed().open(), second.open(), true)
        .difference().changes().stream()
            .filter(change -> !change.symbol().name().contains("BTF"))
            .toList();
  }

  private static String values(SymbolChange change) {
    return change.values().stream()
        .map(
            value ->
                "%s %s>%s".formatted(value.path(), shown(value.before()), shown(value.after())))
        .collect(Collectors.joining(", "));
  }

  private static String shown(Value value) {
    return value instanceof Value.Scalar number
        ? Long.toString(number.value())
        : value instanceof Value.Pointer pointer
            ? "%x<%s>".formatted(pointer.target(), pointer.symbol())
            : value.toString();
  }

  @Test
  void everyMemberThatDiffersIsToldWithItsValues() throws Exception {
    FakeKernel second = typed();
    second.number(FIRST + 8, -5, 4);
    second.number(FIRST + 20, 7, 4);
    second.number(FIRST + 24, 96, 4);
    second.number(FIRST + 28, FIRST + 36, 4);
    SymbolChange change = typedChanges(second).get(0);
    assertThat(change.typing().orElseThrow().spelled()).isEqualTo("struct stat_struct");
    assertThat(values(change))
        .isEqualTo("pairs[1].left 0>-5, pairs[2].right 0>7, total 0>96, next 0<>>c0200024<plain>");
    assertThat(change.changedBytes()).isEqualTo(4 + 1 + 1 + 3);
    assertThat(change.moreValues()).isZero();
    assertThat(change.start()).isEqualTo(8);
    assertThat(change.end()).isEqualTo(32);
  }

  @Test
  void ofWhatHasNoTypeTheWordsAreTold() throws Exception {
    FakeKernel second = typed();
    second.number(FIRST + 32, 3, 4);
    second.number(FIRST + 41, 1, 1);
    List<SymbolChange> changes = typedChanges(second);
    assertThat(values(changes.get(0))).isEqualTo(" 0<>>3<>");
    assertThat(changes.get(0).isNumber()).isTrue();
    assertThat(values(changes.get(1))).isEqualTo("+0x4 0<>>100<>");
    assertThat(changes.get(1).isNumber()).isFalse();
  }

  @Test
  void aBoundedNumberOfValuesIsKeptAndTheOthersAreCounted() throws Exception {
    FakeKernel first = new FakeKernel().symbol("table", FIRST).symbol("end", FIRST + 400);
    first.bytes(FIRST, new byte[4096]);
    FakeKernel second = new FakeKernel().symbol("table", FIRST).symbol("end", FIRST + 400);
    second.bytes(FIRST, new byte[4096]);
    for (int i = 0; i < 100; i++) {
      second.number(FIRST + 4 * i, 1, 1);
    }
    SymbolChange change =
        new SymbolComparison(first.open(), second.open(), true).difference().changes().get(0);
    assertThat(change.values()).hasSize(SymbolComparison.MAX_VALUES);
    assertThat(change.moreValues()).isEqualTo(100 - SymbolComparison.MAX_VALUES);
    assertThat(change.changedBytes()).isEqualTo(100);
  }

  private static ObjectDifference<Sysctl> changedSetting(long address, long bytes) {
    Sysctl before = new Sysctl("vm.limit", "0", false, address, bytes, "int");
    Sysctl after = new Sysctl("vm.limit", "9", false, address, bytes, "int");
    return new ObjectDifference<>(
        SysctlList.KIND,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(new ObjectDifference.Change<>(before, after, List.of())),
        List.of(),
        Optional.empty(),
        List.of(),
        true);
  }

  @Test
  void aVariableThatBacksAChangedSettingIsShownWithIt() throws Exception {
    FakeKernel second = typed();
    second.number(FIRST + 4, 9, 4);
    SymbolDifference symbols = new SymbolDifference(typedChanges(second), 0, Optional.empty());
    assertThat(shownWith(symbols, changedSetting(FIRST + 4, 4))).contains("sysctl vm.limit");
    assertThat(shownWith(symbols, changedSetting(FIRST + 8, 4))).isEmpty();
  }

  /** Something else of it changed too, which the setting does not tell. */
  @Test
  void oneThatChangedElsewhereTooIsShownItself() throws Exception {
    FakeKernel second = typed();
    second.number(FIRST + 4, 9, 4);
    second.number(FIRST + 24, 1, 4);
    SymbolDifference symbols = new SymbolDifference(typedChanges(second), 0, Optional.empty());
    assertThat(shownWith(symbols, changedSetting(FIRST + 4, 4))).isEmpty();
  }

  private static Optional<String> shownWith(
      SymbolDifference symbols, ObjectDifference<Sysctl> settings) {
    return BackedSettings.mark(symbols, List.of(settings)).changes().get(0).shownWith();
  }
}
