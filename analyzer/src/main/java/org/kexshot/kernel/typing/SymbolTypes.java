package org.kexshot.kernel.typing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.symbols.Symbol;
import org.kexshot.types.KernelType;
import org.kexshot.types.TypeTable;

/**
 * Tells of which type a variable of the kernel is. BTF tells it of per-cpu variables, and of all
 * where the kernel was built so; else the setting that the variable backs, or its name: that of a
 * structure, a known one, or one of a usual form. Whatever the name says, the size must be right:
 * that of the type and the padding up to the next symbol. Cost: the first question reads all
 * settings of the image.
 */
public final class SymbolTypes {
  private static final KnownTypes KNOWN = KnownTypes.load("symbols.properties");

  /** Bytes of a cache line, up to which variables may be padded. */
  private static final int MAX_PADDING = 64;

  private static final String ARRAY = "[]";

  private final KernelImage image;
  private final Optional<TypeTable> types;
  private Map<Long, Sysctl> settings;

  /** Of an image without types nothing has one. */
  public SymbolTypes(KernelImage image) {
    this.image = image;
    this.types = types(image);
  }

  private static Optional<TypeTable> types(KernelImage image) {
    try {
      return Optional.of(image.types());
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  /**
   * The type of what a symbol names; empty if it is not known.
   *
   * @throws IOException if the image's symbols cannot be read
   */
  public Optional<Typing> of(Symbol symbol) throws IOException {
    return types.isPresent() ? of(types.get(), symbol) : Optional.empty();
  }

  private Optional<Typing> of(TypeTable types, Symbol symbol) throws IOException {
    Optional<Typing> told = ofVariable(types, symbol);
    if (told.isEmpty()) {
      told = ofSetting(types, symbol);
    }
    if (told.isEmpty()) {
      told = first(types, named(symbol.name()), symbol.size(), Certainty.NAME);
    }
    return told.isPresent()
        ? told
        : first(types, KNOWN.ofForm(symbol.name()), symbol.size(), Certainty.FORM);
  }

  /** BTF has no addresses: of two variables with one name it does not say which it means. */
  private Optional<Typing> ofVariable(TypeTable types, Symbol symbol) throws IOException {
    if (!symbol.module().isEmpty() || image.symbols().indexesOf(symbol.name()).size() > 1) {
      return Optional.empty();
    }
    return types
        .findVariable(symbol.name())
        .filter(type -> fits(type.size(), symbol.size()))
        .map(type -> Typing.ofOne(type, Certainty.BTF));
  }

  private Optional<Typing> ofSetting(TypeTable types, Symbol symbol) {
    Sysctl setting = settings().get(symbol.address());
    if (setting == null || setting.raw() || !fits(setting.bytes(), symbol.size())) {
      return Optional.empty();
    }
    return types
        .findInteger(setting.number())
        .map(type -> new Typing(type, setting.bytes() / type.size(), Certainty.SETTING));
  }

  /** By address. Settings that cannot be read say nothing of variables. */
  private Map<Long, Sysctl> settings() {
    if (settings == null) {
      settings = new HashMap<>();
      try {
        for (Sysctl setting : SysctlList.of(image).items()) {
          settings.putIfAbsent(setting.address(), setting);
        }
      } catch (IOException unknown) {
        return settings;
      }
    }
    return settings;
  }

  /** Types that a name may stand for, in C's usual ways to name a structure's only variable. */
  private static List<String> named(String symbol) {
    List<String> types = new ArrayList<>(KNOWN.ofName(symbol));
    types.add(symbol);
    types.add(symbol + "_struct");
    types.add(symbol + "_t");
    if (symbol.startsWith("init_")) {
      types.add(symbol.substring("init_".length()));
      types.add(symbol.substring("init_".length()) + "_struct");
    }
    return types;
  }

  /** The largest of some types that is a symbol's size; of those alike the first. */
  private static Optional<Typing> first(
      TypeTable types, List<String> names, long size, Certainty certainty) {
    List<Typing> fitting = new ArrayList<>();
    for (String name : names) {
      typed(types, name, size, certainty).ifPresent(fitting::add);
    }
    return fitting.stream()
        .min(
            Comparator.comparingLong(
                (Typing typing) -> size - typing.type().size() * typing.count()));
  }

  private static Optional<Typing> typed(
      TypeTable types, String name, long size, Certainty certainty) {
    boolean several = name.endsWith(ARRAY);
    Optional<KernelType> type =
        find(types, several ? name.substring(0, name.length() - ARRAY.length()) : name);
    if (type.isEmpty() || type.get().size() == 0) {
      return Optional.empty();
    }
    long count = several ? size / type.get().size() : 1;
    return count > 0 && fits(type.get().size() * count, size)
        ? Optional.of(new Typing(type.get(), count, certainty))
        : Optional.empty();
  }

  private static Optional<KernelType> find(TypeTable types, String name) {
    return types.findStruct(name).or(() -> types.findTypedef(name));
  }

  private static boolean fits(long type, long symbol) {
    return type > 0 && type <= symbol && symbol - type < MAX_PADDING;
  }
}
