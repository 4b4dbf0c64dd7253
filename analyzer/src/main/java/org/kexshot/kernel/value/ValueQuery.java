package org.kexshot.kernel.value;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.NoSuchObjectException;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.module.ModuleTypes;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kind.Listing;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeTable;

/**
 * Finds what a user names, and reads it: {@code TYPE@ADDRESS}, {@code TYPE@SYMBOL} or {@code
 * SYMBOL}. A type is the tag of a structure, union or enumeration, with or without that word in
 * front, or the name of a type definition, the kernel's before a module's. BTF knows the type of
 * per-cpu variables only; of other symbols without a type the words are read.
 */
public final class ValueQuery {
  private static final int MAX_WORDS = 64;
  private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,16}");

  private final KernelImage image;

  private ValueQuery(KernelImage image) {
    this.image = image;
  }

  /**
   * Reads what is asked for; of a per-cpu variable each processor's copy.
   *
   * @throws NoSuchObjectException if there is no such type or symbol
   */
  public static Listing<NamedValue> read(KernelImage image, String query) throws IOException {
    ValueQuery asked = new ValueQuery(image);
    int at = query.indexOf('@');
    List<NamedValue> values =
        at < 0
            ? asked.ofSymbol(query.strip())
            : List.of(
                asked.named(
                    query,
                    asked.type(query.substring(0, at).strip()),
                    asked.address(query.substring(at + 1).strip())));
    return new Listing<>(values, List.of());
  }

  private NamedValue named(String name, KernelType type, long address) {
    return new NamedValue(
        name, type.spelled(), address, type.size(), new ValueReader(image).read(type, address));
  }

  private KernelType type(String text) throws IOException {
    String[] words = text.split("\\s+");
    String name = words[words.length - 1];
    Optional<KernelType> ofKernel = find(image.types(), name);
    if (ofKernel.isPresent()) {
      return ofKernel.get();
    }
    ModuleTypes modules = new ModuleTypes(image);
    Optional<KernelType> ofModule = modules.find(types -> find(types, name));
    if (ofModule.isEmpty()) {
      String unsearched =
          modules.problems().stream().map("; %s"::formatted).collect(Collectors.joining());
      throw new NoSuchObjectException(
          "the image has no type %s; give the tag of a structure, union or enumeration, or the"
                  .formatted(name)
              + " name of a type definition"
              + unsearched);
    }
    return ofModule.get();
  }

  private static Optional<KernelType> find(TypeTable types, String name) {
    return types.findStruct(name).or(() -> types.findEnum(name)).or(() -> types.findTypedef(name));
  }

  /** A number in hexadecimal, or else a symbol's. */
  private long address(String text) throws IOException {
    if (HEXADECIMAL.matcher(text).matches()) {
      return Long.parseUnsignedLong(text.substring(2), 16);
    }
    return symbol(text);
  }

  private long symbol(String name) throws IOException {
    int index = image.symbols().indexOfData(name);
    if (index >= 0) {
      return image.symbols().address(index);
    }
    int ofModule = ModuleSymbols.of(image).indexOf(name);
    if (ofModule >= 0) {
      return ModuleSymbols.of(image).address(ofModule);
    }
    throw new NoSuchObjectException(
        "the image has no symbol %s; an address is written as 0x and hexadecimal digits"
            .formatted(name));
  }

  private List<NamedValue> ofSymbol(String name) throws IOException {
    Optional<KernelType> perCpu = image.types().findVariable(name);
    if (perCpu.isPresent()) {
      return copies(name, perCpu.get());
    }
    return List.of(words(name, symbol(name)));
  }

  private List<NamedValue> copies(String name, KernelType type) throws IOException {
    long base = symbol(name);
    PerCpu processors = new PerCpu(image);
    List<NamedValue> values = new ArrayList<>();
    for (int i = 0; i < processors.count(); i++) {
      values.add(named(name + " of processor " + i, type, processors.address(base, i)));
    }
    return values;
  }

  private NamedValue words(String name, long address) throws IOException {
    int word = image.memory().pointerSize();
    SymbolTable table =
        image.symbols().indexOf(name) >= 0 ? image.symbols() : ModuleSymbols.of(image);
    long size = table.size(table.indexOf(name));
    long count = Math.max(1, size / word);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < Math.min(count, MAX_WORDS); i++) {
      values.add(new ValueReader(image).word(address + (long) i * word));
    }
    return new NamedValue(
        name,
        "unsigned long[%d]".formatted(count),
        address,
        size,
        new Value.Elements(values, count));
  }
}
