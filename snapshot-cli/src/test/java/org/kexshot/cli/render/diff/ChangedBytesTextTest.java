package org.kexshot.cli.render.diff;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.diff.memory.Fate;
import org.kexshot.diff.memory.MemoryChange;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.symbol.SymbolChange;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.kernel.value.Value;
import org.kexshot.owner.OwnerKind;
import org.kexshot.symbols.Symbol;

/** What text says of changed symbols and of the owners of changed bytes. */
class ChangedBytesTextTest {
  private static ValueChange value(String path, long before, long after) {
    return new ValueChange(
        path, 0, new Value.Scalar(before, 64, false), new Value.Scalar(after, 64, false));
  }

  private static SymbolChange symbol(
      String name, Optional<String> shownWith, long more, ValueChange... values) {
    return new SymbolChange(
        new Symbol(name, 0xc000_0000L, 24, 'D', ""),
        Optional.empty(),
        3,
        0,
        0,
        3,
        List.of(values),
        more,
        shownWith);
  }

  private static String symbols(SymbolChange... changes) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new SymbolDifferenceText(out, new Selection(40, Set.of(), Optional.empty(), false), Noise.NONE)
        .print(new SymbolDifference(List.of(changes), 0, Optional.empty()));
    return text.toString();
  }

  @Test
  void eachMemberHasALineWithItsValues() {
    assertThat(
            symbols(
                symbol(
                    "files_stat",
                    Optional.empty(),
                    5,
                    value("nr_files", 96, 128),
                    value("nr_free", 1, 0))))
        .contains("data symbols   1 changed, 3 bytes\n")
        .containsPattern("~ +24 +3 +files_stat\\.nr_files +96 -> 128\n")
        .containsPattern("  files_stat\\.nr_free +1 -> 0\n")
        .contains("and 5 more");
  }

  @Test
  void elementsAndWordsFollowTheNameAtOnce() {
    assertThat(
            symbols(
                symbol("table", Optional.empty(), 0, value("[3].first", 0, 1)),
                symbol("plain", Optional.empty(), 0, value("+0x8", 0, 1)),
                symbol("number", Optional.empty(), 0, value("", 0, 0x8000_0000_0000_0000L))))
        .contains("table[3].first ")
        .contains("plain+0x8 ")
        .containsPattern("number +0 -> 0x8000000000000000\n");
  }

  @Test
  void whatIsShownAboveIsCountedOnly() {
    assertThat(
            symbols(
                symbol("vm_swappiness", Optional.of("sysctl vm.swappiness"), 0, value("", 60, 10)),
                symbol("other", Optional.empty(), 0, value("", 1, 2))))
        .contains("data symbols   2 changed, 6 bytes, 1 shown above\n")
        .contains("other")
        .doesNotContain("vm_swappiness");
  }

  private static MemoryChange change(OwnerKind owner, String name, String member, Fate fate) {
    return new MemoryChange(
        owner,
        name,
        "",
        Optional.empty(),
        member,
        fate,
        12,
        48,
        0,
        fate == Fate.CHANGED ? Optional.of(value(member, 1, 2)) : Optional.empty());
  }

  private static String memory(long free, long unowned, long unreadable, MemoryChange... changes) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new MemoryDifferenceText(out, 40)
        .print(
            new MemoryDifference(
                List.of(changes), 10_000, free, unowned, unreadable, Optional.empty()));
    return text.toString();
  }

  @Test
  void membersAndFatesHaveALineEach() {
    assertThat(
            memory(
                2000,
                1,
                0,
                change(OwnerKind.SLAB, "dentry", "d_lockref.count", Fate.CHANGED),
                change(OwnerKind.SLAB, "dentry", "", Fate.CAME),
                change(OwnerKind.KERNEL_DATA, "jiffies", "", Fate.CHANGED)))
        .contains("changed bytes 10,000, of them 2,000 free, without an owner 1 (0.01 %)\n")
        .containsPattern("slab +dentry +d_lockref\\.count +12 +48 +1 -> 2\n")
        .containsPattern("slab +dentry +\\(came\\) +12 +48\n")
        .doesNotContain("jiffies")
        .contains("(data symbols, see above)")
        .doesNotContain("could not be read");
  }

  @Test
  void aShareThatIsNotZeroIsNotShownAsZero() {
    assertThat(memory(0, 0, 0)).contains("without an owner 0 (0.00 %)");
    StringWriter text = new StringWriter();
    new MemoryDifferenceText(new PrintWriter(text), 40)
        .print(new MemoryDifference(List.of(), 1_000_000, 0, 1, 0, Optional.empty()));
    assertThat(text.toString()).contains("without an owner 1 (less than 0.01 %)");
  }

  @Test
  void pagesThatCouldNotBeReadAgainAreTold() {
    assertThat(memory(0, 0, 2)).contains("2 changed pages could not be read again");
  }

  @Test
  void ofEachKindAQuarterOfTheLimitIsShownAndTheRestAddedUp() {
    List<MemoryChange> many = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      many.add(change(OwnerKind.SLAB, "cache" + i, "m", Fate.CHANGED));
    }
    many.add(change(OwnerKind.PAGE_CACHE, "/etc/hosts", "", Fate.CHANGED));
    assertThat(memory(0, 0, 0, many.toArray(MemoryChange[]::new)))
        .contains("cache9 ")
        .doesNotContain("cache10")
        .containsPattern("slab +and 5 more +240\n")
        .contains("/etc/hosts");
  }
}
