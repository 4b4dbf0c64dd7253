package org.kexshot.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.memory.MemoryFault;
import org.kexshot.symbols.Symbol;

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

  /**
   * Reads the symbols, module by module.
   *
   * @throws IOException if symbols or types of the kernel are missing
   */
  static Listing<Symbol> read(KernelImage image) throws IOException {
    Listing<Module> modules = ModuleList.read(image);
    Problems problems = new Problems();
    problems.addAll(modules.problems());
    ModuleSymbols reader = new ModuleSymbols(image);
    for (Module module : modules.items()) {
      try {
        reader.readModule(image.struct("module", module.structAddress()), module.name());
      } catch (MemoryFault absent) {
        problems.add("symbols of module %s: %s", module.name(), absent.getMessage());
      }
    }
    return new Listing<>(reader.symbols, problems.list());
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
