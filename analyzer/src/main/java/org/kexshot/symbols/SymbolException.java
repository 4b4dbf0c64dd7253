package org.kexshot.symbols;

import java.io.IOException;

/** A symbol table that is missing or malformed, or that lacks a symbol which a reader needs. */
public final class SymbolException extends IOException {
  private static final long serialVersionUID = 1L;

  public SymbolException(String message) {
    super(message);
  }
}
