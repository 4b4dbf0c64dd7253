package org.kexshot.kernel.module;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.memory.MemoryFault;
import org.kexshot.symbols.SortedSymbols;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/**
 * Reads the symbols of loaded modules from the ELF symbol tables that each keeps for kallsyms.
 * Cost: three reads a module and one a symbol. Source: {@code kernel/module/kallsyms.c}.
 */
public final class ModuleSymbols {
  private static final int MAX_SYMBOLS = 1 << 20;
  private static final int MAX_NAME = 512;

  private static final FactReader<SymbolTable> TABLE =
      image -> new SortedSymbols(read(image).items());

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final List<Symbol> symbols = new ArrayList<>();

  private ModuleSymbols(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads the symbols, module by module.
   *
   * @throws IOException if symbols or types of the kernel are missing
   */
  public static Listing<Symbol> read(KernelImage image) throws IOException {
    Listing<Module> modules = ModuleList.read(image);
    ModuleSymbols reader = new ModuleSymbols(image);
    reader.problems.addAll(modules.problems());
    for (Module module : modules.items()) {
      try {
        reader.readModule(image.struct("module", module.structAddress()), module.name());
      } catch (MemoryFault absent) {
        reader.problems.add("symbols of module %s: %s", module.name(), absent.getMessage());
      }
    }
    return new Listing<>(reader.symbols, reader.problems.list());
  }

  /**
   * The symbols of loaded modules as a table, read once per image; a module whose table is not in
   * the image has none.
   *
   * @throws IOException if symbols or types of the kernel are missing
   */
  public static SymbolTable of(KernelImage image) throws IOException {
    return image.once(TABLE);
  }

  /**
   * An address as {@code name+0xoffset [module]}, of the kernel or a module, or as a number if no
   * symbol holds it.
   */
  public static String describe(KernelImage image, long address) throws IOException {
    return image.symbols().at(address).isPresent()
        ? image.symbols().describe(address)
        : of(image).describe(address);
  }

  private void readModule(KernelStruct module, String name) throws IOException {
    if (!module.has("kallsyms")) {
      return;
    }
    Optional<KernelStruct> table = module.follow("kallsyms");
    if (table.isEmpty()) {
      return;
    }
    long count = bounded("symbols", table.get().number("num_symtab"), name);
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
    Map<String, Long> exported = exported(module, name);
    // The first entry of an ELF symbol table is not a symbol.
    for (int i = 1; i < count; i++) {
      int at = i * entrySize;
      long value = wide ? entries.getLong(at + 8) : Integer.toUnsignedLong(entries.getInt(at + 4));
      long size = wide ? entries.getLong(at + 16) : Integer.toUnsignedLong(entries.getInt(at + 8));
      long nameAt = strings + Integer.toUnsignedLong(entries.getInt(at));
      // Before typetab (5.2, commit 1c7651f43777) the letter took the place of st_info.
      char type = (char) (types != null ? types[i] : entries.get(at + (wide ? 4 : 12)));
      try {
        String symbol = image.memory().readString(nameAt, MAX_NAME);
        boolean shared = Objects.equals(exported.get(symbol), value);
        char letter = shared ? Character.toUpperCase(type) : type;
        symbols.add(new Symbol(symbol, value, size, letter, name));
      } catch (MemoryFault absent) {
        problems.add("name of symbol %d of module %s: %s", i, name, absent.getMessage());
      }
    }
  }

  private long bounded(String what, long count, String module) {
    if (count > MAX_SYMBOLS) {
      problems.add("module %s claims to have %d %s; %d are read", module, count, what, MAX_SYMBOLS);
    }
    return Math.min(count, MAX_SYMBOLS);
  }

  /**
   * The symbols that a module lets others use, with their addresses; their type letters are upper
   * case. Those for modules with a GPL licence only do not count, as in {@code is_exported}. Where
   * the table breaks off, the letters of the others stay lower case.
   */
  private Map<String, Long> exported(KernelStruct module, String name) throws IOException {
    Map<String, Long> exported = new HashMap<>();
    long table = module.pointer("syms");
    long count = bounded("exported symbols", module.number("num_syms"), name);
    KernelStruct layout = image.struct("kernel_symbol", 0);
    for (long i = 0; i < count; i++) {
      KernelStruct entry = image.struct("kernel_symbol", table + i * layout.type().size());
      try {
        long symbol = reference(entry, "name");
        exported.put(image.memory().readString(symbol, MAX_NAME), reference(entry, "value"));
      } catch (MemoryFault absent) {
        problems.add(
            "exported symbols of module %s break off after %d: %s", name, i, absent.getMessage());
        return exported;
      }
    }
    return exported;
  }

  /** {@code CONFIG_HAVE_ARCH_PREL32_RELOCATIONS}: distances from where they stand. */
  private static long reference(KernelStruct entry, String member) throws IOException {
    String distance = member + "_offset";
    return entry.has(distance)
        ? entry.addressOf(distance) + entry.number(distance)
        : entry.pointer(member);
  }
}
