package org.kexshot.kernel.module;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;

/** Whose code an address belongs to: the kernel's text, a module's memory, or nobody's. */
public final class CodeRanges {
  private record Range(long start, long end) {
    boolean contains(long address) {
      return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
  }

  private static final FactReader<CodeRanges> RANGES = CodeRanges::new;

  private record OfModule(Module module, Range range) {}

  private final Range text;
  private final Range image;
  private final List<OfModule> modules = new ArrayList<>();

  /** From the lowest module's start to the highest one's end. */
  private final Range ofModules;

  /**
   * Those of an image, which are read once.
   *
   * @throws IOException if symbols or a module's description cannot be read
   */
  public static CodeRanges of(KernelImage kernel) throws IOException {
    return kernel.once(RANGES);
  }

  private CodeRanges(KernelImage kernel) throws IOException {
    long start = kernel.symbols().require("_stext");
    this.text = new Range(start, kernel.symbols().require("_etext"));
    this.image = new Range(start, kernel.symbols().findData("_end").orElse(text.end()));
    long lowest = -1;
    long highest = 0;
    for (Module module : ModuleList.read(kernel).items()) {
      KernelStruct struct = kernel.struct("module", module.structAddress());
      for (ModuleMemory piece : ModuleList.pieces(struct, module.name())) {
        Range range = new Range(piece.start(), piece.start() + piece.size());
        modules.add(new OfModule(module, range));
        lowest = Long.compareUnsigned(range.start(), lowest) < 0 ? range.start() : lowest;
        highest = Long.compareUnsigned(range.end(), highest) > 0 ? range.end() : highest;
      }
    }
    this.ofModules = new Range(lowest, highest);
  }

  /** Whether it is code that the kernel was built with. */
  public boolean isKernelText(long address) {
    return text.contains(address);
  }

  /** Whether it is code or data that the kernel was built with. */
  public boolean isKernelImage(long address) {
    return image.contains(address);
  }

  /** The module in whose memory it lies, one that hides too. Quick for what lies in none. */
  public Optional<Module> module(long address) {
    if (ofModules.contains(address)) {
      for (OfModule candidate : modules) {
        if (candidate.range().contains(address)) {
          return Optional.of(candidate.module());
        }
      }
    }
    return Optional.empty();
  }

  /** Whether it is code of the kernel or of a module that is listed, so that no one hides it. */
  public boolean isOpen(long address) {
    return isKernelText(address) || module(address).map(module -> !module.hidden()).orElse(false);
  }

  public boolean contains(long address) {
    return isKernelText(address) || module(address).isPresent();
  }
}
