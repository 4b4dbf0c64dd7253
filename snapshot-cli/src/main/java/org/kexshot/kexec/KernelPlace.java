package org.kexshot.kexec;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.address.PhysicalRange;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.KernelSymbols;

/**
 * Where the running kernel lies: how far its image's virtual addresses are from its physical ones.
 * {@code /proc/iomem} names the physical address of {@code _text} as the start of "Kernel code"
 * ({@code arch/x86/kernel/setup.c}).
 */
public record KernelPlace(long virtualMinusPhysical) {
  /** A symbol that must be among those looked up. */
  public static final String TEXT = "_text";

  public static KernelPlace of(IoMemory memory, KernelSymbols symbols) throws IOException {
    OptionalLong text = symbols.address(TEXT);
    if (text.isEmpty()) {
      throw new IOException(
          "/proc/kallsyms shows no address of _text: root and kernel.kptr_restrict below 2 needed");
    }
    return new KernelPlace(text.getAsLong() - textAddress(memory));
  }

  /** Physical address of {@code _text}. */
  public static long textAddress(IoMemory memory) throws IOException {
    return memory
        .named("Kernel code")
        .map(PhysicalRange::start)
        .filter(start -> start != 0)
        .orElseThrow(() -> new IOException("/proc/iomem shows no \"Kernel code\": root needed"));
  }

  /** Physical address of a virtual address within the kernel's image. */
  public long physical(long virtualAddress) {
    return virtualAddress - virtualMinusPhysical;
  }
}
