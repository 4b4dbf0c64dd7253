package org.kexshot.symbols;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A symbol table over symbols that are already decoded, such as those of modules. Immutable. */
public final class SortedSymbols implements SymbolTable {
  private final List<Symbol> symbols;

  /** The first with each name. */
  private final Map<String, Integer> byName = new HashMap<>();

  private final boolean namesData;

  /** The next with the same name, of the few that share one. */
  private final Map<Integer, Integer> namesakes = new HashMap<>();

  /** Sorts the symbols; those that share an address keep their order. */
  public SortedSymbols(List<Symbol> unsorted) {
    List<Symbol> sorted = new ArrayList<>(unsorted);
    sorted.sort(Comparator.comparing(Symbol::address, Long::compareUnsigned));
    this.symbols = List.copyOf(sorted);
    this.namesData = symbols.stream().anyMatch(symbol -> Symbol.isObject(symbol.type()));
    Map<Integer, Integer> last = new HashMap<>();
    for (int i = 0; i < symbols.size(); i++) {
      Integer first = byName.putIfAbsent(symbols.get(i).name(), i);
      if (first != null) {
        namesakes.put(last.getOrDefault(first, first), i);
        last.put(first, i);
      }
    }
  }

  @Override
  public int count() {
    return symbols.size();
  }

  @Override
  public long address(int index) {
    return symbols.get(index).address();
  }

  @Override
  public long size(int index) {
    return symbols.get(index).size();
  }

  @Override
  public Symbol symbol(int index) {
    return symbols.get(index);
  }

  @Override
  public char type(int index) {
    return symbols.get(index).type();
  }

  @Override
  public boolean nameStartsWith(int index, String prefix) {
    return symbols.get(index).name().startsWith(prefix);
  }

  @Override
  public int indexAt(long address) {
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = low + high >>> 1;
      if (Long.compareUnsigned(symbols.get(middle).address(), address) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int index = low - 1;
    while (index > 0 && symbols.get(index - 1).address() == symbols.get(index).address()) {
      index--;
    }
    return index;
  }

  /** Such tables name all that there is: of a System.map, or of modules. */
  @Override
  public boolean namesData() {
    return namesData;
  }

  @Override
  public List<Integer> indexesOf(String name) {
    List<Integer> found = new ArrayList<>();
    Integer index = byName.get(name);
    while (index != null) {
      found.add(index);
      index = namesakes.get(index);
    }
    return found;
  }
}
