package org.kexshot.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.FakeVirtualMemory;
import org.kexshot.symbols.KallsymsBuilder.Entry;
import org.kexshot.symbols.KallsymsBuilder.Form;
import org.kexshot.symbols.KallsymsBuilder.Order;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Tables among other bytes, in a VMCOREINFO that does not name them. */
class KallsymsSearchTest {
  private static final long TEXT32 = 0xc100_0000L;
  private static final long TEXT64 = 0xffff_ffff_8100_0000L;
  private static final int STEXT = 0x1000;
  private static final int DATA = 0x30_0000;

  /** An image with text before the tables, and data behind. */
  private static final class Image {
    final FakePhysicalMemory memory = new FakePhysicalMemory(1 << 22);
    final int word;
    final long base;
    final Vmcoreinfo named;

    Image(int word, Form form, boolean sorted, Order order, int count, int tables) {
      this.word = word;
      this.base = word == 4 ? TEXT32 : TEXT64;
      byte[] text = new byte[DATA];
      new Random(count).nextBytes(text);
      memory.write(0, text);
      List<Entry> entries = new ArrayList<>();
      if (form == Form.ABSOLUTE_PERCPU) {
        entries.add(new Entry(0, 'D', "fixed_percpu_data"));
        entries.add(new Entry(0x40, 'D', "list_percpu"));
      }
      entries.add(new Entry(base + STEXT, 'T', "_text"));
      entries.add(new Entry(base + STEXT, 'T', "_stext"));
      for (int i = 0; i < count; i++) {
        entries.add(new Entry(base + STEXT + 8L * i, 't', "list_number" + i));
      }
      String lines =
          new KallsymsBuilder(entries, word, form, sorted, order)
              .write(base + tables, (at, bytes) -> memory.write(at - base, bytes));
      this.named = Vmcoreinfo.parse(lines.getBytes(StandardCharsets.US_ASCII));
    }

    FakeVirtualMemory space() {
      return new FakeVirtualMemory(memory, base, word);
    }

    Vmcoreinfo hidden() {
      String lines =
          "SYMBOL(_stext)=%x\nSYMBOL(swapper_pg_dir)=%x\n".formatted(base + STEXT, base + DATA);
      return Vmcoreinfo.parse(lines.getBytes(StandardCharsets.US_ASCII));
    }

    long place(String name) {
      return named.symbol(name).orElseThrow() - base;
    }

    Kallsyms search() throws Exception {
      return Kallsyms.read(space(), hidden());
    }
  }

  private static Image usual() {
    return new Image(8, Form.ABSOLUTE_PERCPU, false, Order.ADDRESSES_FIRST, 1500, 0x10_0000);
  }

  @Property(tries = 90)
  void findsTheSameTableAsVmcoreinfoNames(
      @ForAll Form form,
      @ForAll boolean sorted,
      @ForAll Order order,
      @ForAll boolean wide,
      @ForAll @IntRange(min = 1, max = 1500) int count,
      @ForAll @IntRange(min = 0, max = 2000) int shift)
      throws Exception {
    // No kernel that has addresses from their place is searched: its VMCOREINFO names the tables.
    boolean never = form == Form.ABSOLUTE_PERCPU && !wide || form == Form.FROM_PLACE;
    Form used = never ? Form.RELATIVE : form;
    // Late kernels have no full addresses, and early ones no list sorted by name.
    boolean late = order == Order.ADDRESSES_LAST;
    Order placed = used == Form.ABSOLUTE && late ? Order.ADDRESSES_FIRST : order;
    boolean listed = sorted && order != Order.WIDE_MARKERS;
    Image image = new Image(wide ? 8 : 4, used, listed, placed, count, 0xf_e000 + 8 * shift);
    Kallsyms expected = Kallsyms.read(image.space(), image.named);
    Kallsyms found = image.search();
    assertThat(found.count()).isEqualTo(expected.count()).isGreaterThan(count);
    for (int i = 0; i < found.count(); i++) {
      assertThat(found.symbol(i)).isEqualTo(expected.symbol(i));
    }
    assertThat(found.require("list_number0")).isEqualTo(image.base + STEXT);
  }

  @Test
  void tablesThatDisagreeAreNotTaken() throws Exception {
    Image names = usual();
    names.memory.write(names.place("kallsyms_names"), new byte[] {0x7f});
    refuses(names, "agree with their markers");

    Image addresses = usual();
    addresses.memory.writeNumber(addresses.place("kallsyms_offsets") + 400, -1, 4);
    refuses(addresses, "no addresses beside them");

    Image base = usual();
    base.memory.writeNumber(base.place("kallsyms_relative_base"), TEXT64 - 64, 8);
    refuses(base, "_stext at 0xffffffff81001000");

    Image tokens = usual();
    tokens.memory.write(tokens.place("kallsyms_token_table") + 40, new byte[4]);
    refuses(tokens, "no table of tokens");

    Image count = usual();
    count.memory.writeNumber(count.place("kallsyms_num_syms"), 1400, 4);
    refuses(count, "agree with their markers");
  }

  @Test
  void pagesThatTheImageLacksAreNamed() throws Exception {
    for (String part : List.of("kallsyms_names", "kallsyms_token_table", "kallsyms_offsets")) {
      Image image = usual();
      long page = image.place(part) >>> 12;
      image.memory.exclude(page);
      refuses(image, "address 0x%x".formatted(image.base + (page << 12)));
    }
  }

  @Test
  void gapsBeforeTheTablesDoNotMatter() throws Exception {
    Image image = usual();
    for (int pfn = 2; pfn < 0x80; pfn++) {
      image.memory.exclude(pfn);
    }
    assertThat(image.search().indexOf("list_number7")).isPositive();
  }

  @Test
  void withoutPlacesToLookBetweenItSaysSo() {
    assertThatThrownBy(() -> Kallsyms.read(usual().space(), Vmcoreinfo.parse(new byte[0])))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("_stext")
        .hasMessageContaining("--system-map");
  }

  private static void refuses(Image image, String why) {
    assertThatThrownBy(image::search)
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("--system-map FILE");
  }
}
