package org.kexshot.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.memory.MemoryFault;
import org.kexshot.symbols.SortedSymbols;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/**
 * Reads the symbols of loaded modules from the ELF symbol tables that each keeps for kallsyms.
 * Cost: three reads a module and one a symbol. Source: {@code kernel/module/kallsyms.c}.
 */
final class ModuleSymbols {
  private static final int MAX_SYMBOLS = 1 << 20;
  private static final int MAX_NAME = 512;

  private final KernelImage image;
  private final List<Symbol> symbols = new ArrayList<>();

  private ModuleSymbols(KernelImage image) {
    this.image = image;
  }

  /** Reads what can be read; a module whose table is not in the image has no symbols. */
  static SymbolTable read(KernelImage image) throws IOException {
    ModuleSymbols reader = new ModuleSymbols(image);
    for (Module module : ModuleList.read(image).items()) {
      try {
        reader.readModule(image.struct("module", module.structAddress()), module.name());
      } catch (MemoryFault absent) {
        continue;
      }
    }
    return new SortedSymbols(reader.symbols);
  }

  private void readModule(KernelStruct module, String name) throws IOException {
    if (!module.has("kallsyms")) {
      return;
    }
    Optional<KernelStruct> table = module.follow("kallsyms");
    if (table.isEmpty()) {
      return;
    }
    long count = Math.min(table.get().number("num_symtab"), MAX_SYMBOLS);
    boolean wide = image.memory().pointerSize() == 8;
    int entrySize = wide ? 24 : 16;
    ByteBuffer entries =
        ByteBuffer.wrap(
                image.memory().readBytes(table.get().pointer("symtab"), (int) count * entrySize))
            .order(ByteOrder.LITTLE_ENDIAN);
    long strings = table.get().pointer("strtab");
    byte[] types =
        table.get().has("typetab")
            ? image.memory().readBytes(table.get().pointer("typetab"), (int) count)
            : null;
    // The first entry of an ELF symbol table is no symbol.
    for (int i = 1; i < count; i++) {
      int at = i * entrySize;
      long value = wide ? entries.getLong(at + 8) : Integer.toUnsignedLong(entries.getInt(at + 4));
      long size = wide ? entries.getLong(at + 16) : Integer.toUnsignedLong(entries.getInt(at + 8));
      long nameAt = strings + Integer.toUnsignedLong(entries.getInt(at));
      // Before typetab (5.2, commit 1c7651f43777) the letter took the place of st_info.
      char type = (char) (types != null ? types[i] : entries.get(at + (wide ? 4 : 12)));
      symbols.add(new Symbol(image.memory().readString(nameAt, MAX_NAME), value, size, type, name));
    }
  }
}
