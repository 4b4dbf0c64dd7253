package org.kexshot.kernel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which addresses are those of kernel code: the kernel's own text, and the memory of modules. */
final class CodeRanges {
  private record Range(long start, long end) {
    boolean contains(long address) {
      return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
    }
  }

  private final Range kernel;
  private final List<Range> modules = new ArrayList<>();

  CodeRanges(KernelImage image) throws IOException {
    this.kernel = new Range(image.symbols().require("_stext"), image.symbols().require("_etext"));
    for (ModuleMemory piece : ModuleList.memory(image)) {
      modules.add(new Range(piece.start(), piece.start() + piece.size()));
    }
  }

  boolean isKernel(long address) {
    return kernel.contains(address);
  }

  boolean isModule(long address) {
    return modules.stream().anyMatch(range -> range.contains(address));
  }

  boolean contains(long address) {
    return isKernel(address) || isModule(address);
  }
}
