package org.kexshot.diff.symbol;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.diff.bytes.DifferingRanges;
import org.kexshot.diff.bytes.ValueChange;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.typing.SymbolTypes;
import org.kexshot.kernel.typing.Typing;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/**
 * Finds the data symbols whose bytes differ. Symbols of the kernel's initialisation sections and
 * between its other ones are passed over: that memory was freed after boot and is anybody's. Cost:
 * reads all of the kernel's data, a few mebibytes, from both images.
 */
public final class SymbolComparison {
  /** Members of a symbol whose values are kept. */
  static final int MAX_VALUES = 64;

  private final KernelImage first;
  private final KernelImage second;
  private final boolean sameAddresses;
  private final MovedAddresses moved;
  private final int wordSize;
  private final VirtualPage firstPage;
  private final VirtualPage secondPage;
  private final SymbolTypes types;
  private final ValueChange.Reader reader;
  private final List<SymbolChange> changes = new ArrayList<>();
  private long notWhole;

  /**
   * @param sameAddresses whether a symbol has the same address in both; else it is looked up by
   *     name, and words that differ only in where things lie are passed over
   * @throws IOException if an image's symbols cannot be read
   */
  public SymbolComparison(KernelImage first, KernelImage second, boolean sameAddresses)
      throws IOException {
    this.first = first;
    this.second = second;
    this.sameAddresses = sameAddresses;
    this.moved = sameAddresses ? MovedAddresses.NONE : MovedAddresses.between(first, second);
    this.wordSize = second.architecture().pointerSize();
    this.firstPage = new VirtualPage(first.memory());
    this.secondPage = new VirtualPage(second.memory());
    this.types = new SymbolTypes(second);
    this.reader = new ValueChange.Reader(first, second);
  }

  /**
   * Compares.
   *
   * @throws IOException if an image's symbols cannot be read
   */
  public SymbolDifference difference() throws IOException {
    SymbolTable table = second.symbols();
    List<Freed> freed = Freed.of(table);
    for (int i = 0; i < table.count(); i++) {
      long address = table.address(i);
      long size = table.size(i);
      boolean sharesAddress = i + 1 < table.count() && table.address(i + 1) == address;
      if (size > 0
          && !sharesAddress
          && Symbol.isData(table.type(i))
          && freed.stream().noneMatch(range -> range.has(address))) {
        compare(i, table.symbol(i));
      }
    }
    return new SymbolDifference(changes, notWhole, Optional.empty());
  }

  /**
   * What of the kernel's image was freed after boot: initialisation, and on x86_64 what lies
   * between sections of which each begins a large page ({@code mark_rodata_ro} in
   * arch/x86/mm/init_64.c).
   *
   * @param start first address
   * @param end one past the last
   */
  private record Freed(long start, long end) {
    static List<Freed> of(SymbolTable table) throws IOException {
      return List.of(
          between(table, "__init_begin", "__init_end"),
          between(table, "_etext", "__start_rodata"),
          between(table, "__end_rodata", "_sdata"));
    }

    private static Freed between(SymbolTable table, String start, String end) throws IOException {
      OptionalLong from = table.findData(start);
      OptionalLong to = table.findData(end);
      return from.isPresent() && to.isPresent()
          ? new Freed(from.getAsLong(), to.getAsLong())
          : new Freed(0, 0);
    }

    boolean has(long address) {
      return address - start >= 0 && address - end < 0;
    }
  }

  private void compare(int index, Symbol symbol) throws IOException {
    OptionalLong before =
        sameAddresses ? OptionalLong.of(symbol.address()) : inFirst(index, symbol);
    if (before.isPresent()) {
      new OneSymbol(symbol, before.getAsLong()).compare();
    }
  }

  /**
   * Where the first image has a symbol. The symbols of the same kernel are in the same order
   * wherever it lies; in that of another, static ones that share a name are told apart by theirs.
   */
  private OptionalLong inFirst(int index, Symbol symbol) throws IOException {
    SymbolTable table = first.symbols();
    int same = index;
    if (table.count() != second.symbols().count() || !isNamesake(table, index, symbol)) {
      List<Integer> all = table.indexesOf(symbol.name());
      List<Integer> others = second.symbols().indexesOf(symbol.name());
      int place = others.indexOf(index);
      same = place >= 0 && all.size() == others.size() ? all.get(place) : -1;
    }
    return same >= 0 && isNamesake(table, same, symbol)
        ? OptionalLong.of(table.address(same))
        : OptionalLong.empty();
  }

  private static boolean isNamesake(SymbolTable table, int index, Symbol symbol) {
    Symbol other = table.symbol(index);
    return other.name().equals(symbol.name()) && other.isData();
  }

  /** The comparison of one symbol, piece by piece where neither image's page ends. */
  private final class OneSymbol {
    private final Symbol symbol;
    private final long firstAddress;
    private long changed;
    private long unknown;
    private long start = -1;
    private long end;
    private ChangedValues values;

    OneSymbol(Symbol symbol, long firstAddress) {
      this.symbol = symbol;
      this.firstAddress = firstAddress;
    }

    void compare() throws IOException {
      for (long offset = 0; offset < symbol.size(); ) {
        int length =
            (int)
                Math.min(
                    symbol.size() - offset,
                    Math.min(
                        toPageEnd(firstAddress + offset), toPageEnd(symbol.address() + offset)));
        if (firstPage.moveTo(firstAddress + offset)
            && secondPage.moveTo(symbol.address() + offset)) {
          comparePiece(offset, length);
        } else {
          unknown += length;
        }
        offset += length;
      }
      if (changed > 0) {
        changes.add(
            new SymbolChange(
                symbol,
                values.typing().map(Typing::inWords),
                changed,
                unknown,
                start,
                end,
                values.read(reader, firstAddress),
                values.more(),
                Optional.empty()));
      } else if (unknown > 0) {
        notWhole++;
      }
    }

    private void comparePiece(long offset, int length) throws IOException {
      int a = inPage(firstAddress + offset);
      int b = inPage(symbol.address() + offset);
      DifferingRanges.visit(
          firstPage.bytes(),
          a,
          secondPage.bytes(),
          b,
          length,
          (from, to) -> {
            if (sameAddresses || a % wordSize != b % wordSize) {
              add(offset + from, a + from, b + from, to - from);
            } else {
              addWords(offset - b, a - b, b + from, b + to);
            }
          });
    }

    /** Adds a range word by word, but for words that differ only in where things lie. */
    private void addWords(long toOffset, int toFirst, int from, int to) throws IOException {
      for (int at = from; at < to; ) {
        int word = at - at % wordSize;
        int next = Math.min(to, word + wordSize);
        if (!moved.mayBeSame(word(firstPage, word + toFirst), word(secondPage, word))) {
          add(at + toOffset, at + toFirst, at, next - at);
        }
        at = next;
      }
    }

    /** A word of a page: of a pointer's size, signed as a kernel's address is. */
    private long word(VirtualPage page, int at) {
      ByteBuffer bytes = ByteBuffer.wrap(page.bytes()).order(ByteOrder.LITTLE_ENDIAN);
      return wordSize == Long.BYTES ? bytes.getLong(at) : Integer.toUnsignedLong(bytes.getInt(at));
    }

    /** A range in which all bytes differ. */
    private void add(long offset, int a, int b, int length) throws IOException {
      if (values == null) {
        values = new ChangedValues(symbol, types.of(symbol), second.architecture().pointerSize());
        start = offset;
      }
      changed += length;
      end = offset + length;
      values.add(firstPage.bytes(), a, secondPage.bytes(), b, length, offset);
    }
  }

  private static int inPage(long address) {
    return (int) (address & Page.SIZE - 1);
  }

  private static int toPageEnd(long address) {
    return Page.SIZE - inPage(address);
  }
}
