package org.kexshot.symbols;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Reads a kernel's {@code System.map}: a line {@code ADDRESS TYPE NAME} for each symbol, as {@code
 * nm} prints it. VMCOREINFO's own symbols say how far KASLR moved the kernel, and whether the map
 * is this kernel's.
 */
public final class SystemMap {
  private static final String STALE = "take the System.map that was built with this kernel";

  /**
   * No address of the symbol but what it holds, where memory sections are found through a pointer
   * ({@code VMCOREINFO_SYMBOL_ARRAY}, since 4.15, commit a0b1280368d1).
   */
  private static final String CONTENTS = "SYMBOL(mem_section)";

  private final Path file;
  private final List<Symbol> symbols = new ArrayList<>();

  private SystemMap(Path file) {
    this.file = file;
  }

  /**
   * Reads the map of an image's kernel. Memory: some 100 bytes a symbol.
   *
   * @throws SymbolException if it is not such a map, or another kernel's
   */
  public static SymbolTable read(Path file, Vmcoreinfo vmcoreinfo) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file, in, vmcoreinfo);
    }
  }

  /**
   * The same of a file that is open; see {@link #read(Path, Vmcoreinfo)}.
   *
   * @param file for errors
   */
  public static SymbolTable read(Path file, InputStream in, Vmcoreinfo vmcoreinfo)
      throws IOException {
    SystemMap map = new SystemMap(file);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1));
    int number = 0;
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      map.add(line, ++number);
    }
    return map.moved(vmcoreinfo);
  }

  private void add(String line, int number) throws SymbolException {
    String[] words = line.split(" ");
    try {
      if (words.length != 3 || words[1].length() != 1) {
        throw new NumberFormatException("not three words");
      }
      long address = Long.parseUnsignedLong(words[0], 16);
      symbols.add(new Symbol(words[2], address, 0, words[1].charAt(0), ""));
    } catch (NumberFormatException malformed) {
      throw new SymbolException(
          "%s: line %d: expected ADDRESS TYPE NAME, as System.map has it, but found %s"
              .formatted(file, number, line));
    }
  }

  private SymbolTable moved(Vmcoreinfo vmcoreinfo) throws SymbolException {
    SymbolTable unmoved = new SortedSymbols(symbols);
    OptionalLong here = vmcoreinfo.symbol("_stext");
    OptionalLong built = unmoved.find("_stext");
    if (here.isEmpty() || built.isEmpty()) {
      throw new SymbolException(
          "%s: _stext is not both in it and in VMCOREINFO; ".formatted(file) + STALE);
    }
    long distance = here.getAsLong() - built.getAsLong();
    for (Map.Entry<String, String> entry : vmcoreinfo.values().entrySet()) {
      String key = entry.getKey();
      if (key.startsWith("SYMBOL(") && key.endsWith(")") && !key.equals(CONTENTS)) {
        verify(key.substring(7, key.length() - 1), unmoved, vmcoreinfo, distance);
      }
    }
    return new SortedSymbols(sized(distance, built.getAsLong()));
  }

  private void verify(String name, SymbolTable unmoved, Vmcoreinfo vmcoreinfo, long distance)
      throws SymbolException {
    OptionalLong built = unmoved.find(name);
    OptionalLong here = vmcoreinfo.symbol(name);
    if (built.isPresent() && here.isPresent() && built.getAsLong() + distance != here.getAsLong()) {
      throw new SymbolException(
          "%s: %s is at 0x%x there and at 0x%x in the image, but _stext is 0x%x apart; "
                  .formatted(file, name, built.getAsLong(), here.getAsLong(), distance)
              + STALE);
    }
  }

  /** Symbols below the text are per-cpu or absolute and do not move. */
  private List<Symbol> sized(long distance, long text) {
    symbols.sort(Comparator.comparing(Symbol::address, Long::compareUnsigned));
    List<Symbol> sized = new ArrayList<>();
    long next = 0;
    for (int i = symbols.size() - 1; i >= 0; i--) {
      Symbol symbol = symbols.get(i);
      boolean last = i == symbols.size() - 1;
      if (!last && symbols.get(i + 1).address() != symbol.address()) {
        next = symbols.get(i + 1).address();
      }
      boolean moves = Long.compareUnsigned(symbol.address(), text) >= 0;
      sized.add(
          new Symbol(
              symbol.name(),
              symbol.address() + (moves ? distance : 0),
              next == 0 ? 0 : next - symbol.address(),
              symbol.type(),
              ""));
    }
    // Those that share an address keep the map's order.
    Collections.reverse(sized);
    return sized;
  }
}
