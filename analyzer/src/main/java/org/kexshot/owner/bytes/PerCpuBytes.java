package org.kexshot.owner.bytes;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kernel.typing.SymbolTypes;
import org.kexshot.owner.FrameOwner;

/**
 * The owners of bytes of per-cpu memory: of a processor's own area the variable that it is a copy
 * of; what was allocated while the kernel ran has no name. Source: {@code mm/percpu.c}.
 */
final class PerCpuBytes {
  /** The name of what was handed out, for which no symbol stands. */
  static final String ALLOCATED = "(allocated)";

  private final PerCpu processors;
  private final SymbolBytes variables;
  private final long start;
  private final long end;

  PerCpuBytes(KernelImage image, SymbolTypes types) throws IOException {
    this.processors = new PerCpu(image);
    this.variables = new SymbolBytes(image.symbols(), types);
    OptionalLong first = image.symbols().findData("__per_cpu_start");
    OptionalLong last = image.symbols().findData("__per_cpu_end");
    this.start = first.orElse(0);
    this.end = first.isPresent() ? last.orElse(start) : start;
  }

  /**
   * The owners of a frame's bytes.
   *
   * @param place its kernel virtual address
   */
  FrameBytes of(FrameOwner owner, long place) {
    for (int i = 0; i < processors.count(); i++) {
      long symbol = processors.pointer(place, i);
      if (Long.compareUnsigned(symbol + Page.SIZE - 1 - start, end - start + Page.SIZE - 1) < 0) {
        return offset ->
            symbol + offset - start >= 0 && symbol + offset - end < 0
                ? variables.at(owner.kind(), symbol, offset, "", place)
                : unnamed(owner, symbol, offset, place);
      }
    }
    return offset -> unnamed(owner, end, offset, place);
  }

  /** What lies before the variables, or behind them, where areas are handed out. */
  private ByteOwner unnamed(FrameOwner owner, long symbol, int offset, long place) {
    boolean before = symbol + offset - start < 0;
    int from = before ? 0 : (int) Math.max(0, Math.min(offset, end - symbol));
    int to = before ? (int) Math.min(Page.SIZE, start - symbol) : Page.SIZE;
    return new ByteOwner(
        owner.kind(),
        ALLOCATED,
        "",
        Optional.empty(),
        null,
        from,
        to,
        0,
        place + from,
        ByteOwner.Use.UNKNOWN);
  }
}
