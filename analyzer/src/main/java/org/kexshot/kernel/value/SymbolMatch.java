package org.kexshot.kernel.value;

import org.kexshot.symbols.Symbol;

/**
 * A symbol that was looked for.
 *
 * @param symbol it
 * @param offset of the address that was looked for in it; 0 if a name was
 */
public record SymbolMatch(Symbol symbol, long offset) {}
