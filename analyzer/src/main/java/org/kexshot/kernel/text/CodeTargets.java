package org.kexshot.kernel.text;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.paging.PageTable;
import org.kexshot.paging.Translation;

/** Says in words where a pointer to code leads. */
public final class CodeTargets {
  private static final long NO_EXECUTE = 1L << 63;

  /** Where i386's fixed mappings begin at the latest. */
  private static final long FIXED_MAPPINGS = 0xffc0_0000L;

  private final KernelImage image;
  private final CodeRanges code;
  private final GeneratedCode generated;

  public CodeTargets(KernelImage image, CodeRanges code, GeneratedCode generated) {
    this.image = image;
    this.code = code;
    this.generated = generated;
  }

  public CodeRanges code() {
    return code;
  }

  /** What the kernel calls code that it made while it ran; empty if it did not make it. */
  Optional<String> generated(long address) {
    return generated.at(address);
  }

  /** Whether the kernel itself made the code at an address while it ran. */
  public boolean isGenerated(long address) {
    return generated.at(address).isPresent();
  }

  /** Whether it is code of the kernel or of a module that no one hides, or the kernel made it. */
  public boolean isOpen(long address) {
    return code.isOpen(address) || isGenerated(address);
  }

  /** The symbol at an address and whose it is. */
  public String describe(long address) throws IOException {
    String number = "0x" + Long.toHexString(address);
    Optional<Module> module = code.module(address);
    if (module.isPresent()) {
      String symbol = ModuleSymbols.of(image).describe(address);
      String hidden = module.get().hidden() ? "hidden module " : "module ";
      return "%s in %s%s".formatted(symbol, hidden, module.get().name());
    }
    if (code.isKernelImage(address)) {
      return image.symbols().describe(address);
    }
    Optional<String> made = generated.at(address);
    if (made.isPresent()) {
      return "%s, which the kernel made at %s".formatted(made.get(), number);
    }
    return number + (isExecutable(address) ? ", executable memory of no module" : ", no code");
  }

  /**
   * Whether code outside the kernel's image may run there, as its page-table entry says; where
   * entries have no such bit, whether it is mapped between the direct map and the fixed mappings.
   */
  public boolean isExecutable(long address) throws IOException {
    PageTable table = image.memory().table();
    if (!table.form().isCanonical(address) || Long.numberOfLeadingZeros(address) > 32) {
      return false;
    }
    Translation page = image.memory().translate(address);
    if (!page.isMapped()) {
      return false;
    }
    return table.form().entryBytes() == 8
        ? (page.entry() & NO_EXECUTE) == 0
        : address < FIXED_MAPPINGS
            && page.physical(address) != address - image.paging().textOffset();
  }
}
