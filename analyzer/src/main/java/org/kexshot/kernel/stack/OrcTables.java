package org.kexshot.kernel.stack;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleMemory;
import org.kexshot.symbols.SymbolTable;

/** The ORC tables of the kernel and of its modules. Source: {@code kernel/unwind_orc.c} of x86. */
final class OrcTables {
  private static final long MAX_ENTRIES = 1 << 26;

  private record OfModule(ModuleMemory memory, OrcTable table) {}

  private final CodeRanges code;
  private final OrcTable kernel;
  private final List<OfModule> modules = new ArrayList<>();

  private OrcTables(KernelImage image, CodeRanges code, OrcTable kernel) throws IOException {
    this.code = code;
    this.kernel = kernel;
    for (Module module : ModuleList.read(image).items()) {
      KernelStruct struct = image.struct("module", module.structAddress());
      if (struct.has("arch.num_orcs")) {
        OrcTable table =
            new OrcTable(
                image,
                struct.pointer("arch.orc_unwind_ip"),
                struct.pointer("arch.orc_unwind"),
                Math.min(struct.number("arch.num_orcs"), MAX_ENTRIES));
        ModuleList.pieces(struct, module.name())
            .forEach(piece -> modules.add(new OfModule(piece, table)));
      }
    }
  }

  /** Finds the tables; empty for a kernel that was built without. */
  static Optional<OrcTables> find(KernelImage image, CodeRanges code) throws IOException {
    SymbolTable symbols = image.symbols();
    OptionalLong start = symbols.findData("__start_orc_unwind_ip");
    OptionalLong stop = symbols.findData("__stop_orc_unwind_ip");
    OptionalLong entries = symbols.findData("__start_orc_unwind");
    if (start.isEmpty() || stop.isEmpty() || entries.isEmpty()) {
      return Optional.empty();
    }
    long count = (stop.getAsLong() - start.getAsLong()) / 4;
    return count <= 0 || count > MAX_ENTRIES
        ? Optional.empty()
        : Optional.of(
            new OrcTables(
                image, code, new OrcTable(image, start.getAsLong(), entries.getAsLong(), count)));
  }

  /** How the entries number registers; empty if they do not tell. */
  Optional<OrcRegisters> registers() throws IOException {
    return OrcRegisters.of(kernel);
  }

  /** The entry for an instruction; empty for code that the compiler did not make. */
  Optional<KernelStruct> find(long instruction) throws IOException {
    if (code.isKernelText(instruction)) {
      return kernel.find(instruction);
    }
    for (OfModule module : modules) {
      ModuleMemory memory = module.memory();
      if (Long.compareUnsigned(instruction - memory.start(), memory.size()) < 0) {
        return module.table().find(instruction);
      }
    }
    return Optional.empty();
  }
}
