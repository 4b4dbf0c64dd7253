package org.kexshot.kernel.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kind.Listing;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/** Looks symbols of the kernel and its modules up by name or address. */
public final class SymbolSearch {
  private final SymbolTable kernel;
  private final Listing<Symbol> modules;

  /**
   * Reads the tables of both.
   *
   * @throws IOException if the kernel's cannot be read
   */
  public SymbolSearch(KernelImage image) throws IOException {
    this.kernel = image.symbols();
    this.modules = modules(image);
  }

  /**
   * That modules cannot be found is a problem of theirs, and hides none of the kernel's symbols.
   */
  private static Listing<Symbol> modules(KernelImage image) {
    try {
      return ModuleSymbols.read(image);
    } catch (IOException unknown) {
      return new Listing<>(List.of(), List.of("symbols of modules: " + unknown.getMessage()));
    }
  }

  /**
   * The symbols whose names match, by address, the kernel's before the modules'. Cost: decodes
   * every name that begins as the pattern does.
   *
   * @param pattern a name, in which {@code *} and {@code ?} stand for any letters
   */
  public Listing<SymbolMatch> named(String pattern) {
    Predicate<String> matches = Pattern.compile(expression(pattern)).asMatchPredicate();
    List<SymbolMatch> found = new ArrayList<>();
    String start = literalStart(pattern);
    for (int i = 0; i < kernel.count(); i++) {
      if (kernel.nameStartsWith(i, start)) {
        add(kernel.symbol(i), matches, found);
      }
    }
    for (Symbol symbol : modules.items()) {
      add(symbol, matches, found);
    }
    return new Listing<>(found, modules.problems());
  }

  private static void add(Symbol symbol, Predicate<String> matches, List<SymbolMatch> found) {
    if (matches.test(symbol.name())) {
      found.add(new SymbolMatch(symbol, 0));
    }
  }

  /** The letters that every match begins with, as far as they are of ASCII. */
  private static String literalStart(String pattern) {
    int end = 0;
    while (end < pattern.length()
        && "*?".indexOf(pattern.charAt(end)) < 0
        && pattern.charAt(end) < 0x80) {
      end++;
    }
    return pattern.substring(0, end);
  }

  private static String expression(String pattern) {
    StringBuilder expression = new StringBuilder();
    for (char letter : pattern.toCharArray()) {
      switch (letter) {
        case '*' -> expression.append(".*");
        case '?' -> expression.append('.');
        default -> expression.append(Pattern.quote(String.valueOf(letter)));
      }
    }
    return expression.toString();
  }

  /** The symbol that an address lies in; none if it lies in no symbol. */
  public Listing<SymbolMatch> at(long address) {
    List<SymbolMatch> found = new ArrayList<>();
    kernel.at(address).ifPresent(symbol -> add(symbol, address, found));
    for (Symbol symbol : modules.items()) {
      if (Long.compareUnsigned(address - symbol.address(), symbol.size()) < 0) {
        add(symbol, address, found);
      }
    }
    return new Listing<>(found, modules.problems());
  }

  private static void add(Symbol symbol, long address, List<SymbolMatch> found) {
    found.add(new SymbolMatch(symbol, address - symbol.address()));
  }
}
