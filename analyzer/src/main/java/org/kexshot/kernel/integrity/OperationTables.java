package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.text.CodeTargets;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;

/**
 * Checks the tables of operations of the kernel and its modules, which kernel code of their kind
 * names by a suffix: files, sequences, sockets, protocols, inodes, network devices and so on. A
 * pointer in one must not lead into a module that hides, nor to executable memory of no module; and
 * one that the kernel was built with read-only must not lead into any module. Cost: every symbol's
 * name, and one read a table.
 */
final class OperationTables {
  private static final int MAX_TABLE = 2048;

  /** Endings of names, and the types that are meant where one is. */
  private static final Map<String, String> TYPES = new LinkedHashMap<>();

  static {
    TYPES.put("_fops", "file_operations");
    TYPES.put("_file_operations", "file_operations");
    TYPES.put("_proc_ops", "proc_ops");
    TYPES.put("_seq_ops", "seq_operations");
    TYPES.put("_inode_operations", "inode_operations");
    TYPES.put("_iops", "inode_operations");
    TYPES.put("_aops", "address_space_operations");
    TYPES.put("_super_operations", "super_operations");
    TYPES.put("_sops", "super_operations");
    TYPES.put("_dentry_operations", "dentry_operations");
    TYPES.put("_vm_ops", "vm_operations_struct");
    TYPES.put("_netdev_ops", "net_device_ops");
    TYPES.put("_stream_ops", "proto_ops");
    TYPES.put("_dgram_ops", "proto_ops");
    TYPES.put("_prot", "proto");
    TYPES.put("_proto", "");
    TYPES.put("_operations", "");
    TYPES.put("_ops", "");
  }

  private final Inspection inspection;
  private final KernelImage image;
  private final CodeTargets targets;
  private final OptionalLong constantsStart;
  private final OptionalLong constantsEnd;
  private final OptionalLong bootStart;
  private final OptionalLong bootEnd;

  OperationTables(Inspection inspection) throws IOException {
    this.inspection = inspection;
    this.image = inspection.image();
    this.targets = inspection.targets();
    this.constantsStart = image.symbols().findData("__start_rodata");
    this.constantsEnd = image.symbols().findData("__end_rodata");
    this.bootStart = image.symbols().findData("__init_begin");
    this.bootEnd = image.symbols().findData("__init_end");
  }

  void check() throws IOException {
    check(image.symbols());
    check(ModuleSymbols.of(image));
  }

  private void check(SymbolTable symbols) {
    for (int i = 0; i < symbols.count(); i++) {
      if (Symbol.isText(symbols.type(i))) {
        continue;
      }
      Symbol symbol = symbols.symbol(i);
      Optional<String> suffix = suffix(symbol.name());
      boolean sensible = symbol.size() > 0 && symbol.size() <= MAX_TABLE && !isFreed(symbol);
      if (suffix.isPresent() && sensible) {
        try {
          check(symbol, TYPES.get(suffix.get()));
          inspection.looked(Subject.TABLES_OF_OPERATIONS, 1);
        } catch (IOException fault) {
          inspection.problems().add("%s: %s", symbol.qualifiedName(), fault.getMessage());
        }
      }
    }
  }

  private static Optional<String> suffix(String name) {
    // A compiler may put a number behind the name of a static variable.
    int dot = name.indexOf('.');
    String plain = dot < 0 ? name : name.substring(0, dot);
    for (String suffix : TYPES.keySet()) {
      if (plain.endsWith(suffix)) {
        return Optional.of(suffix);
      }
    }
    return Optional.empty();
  }

  private void check(Symbol symbol, String type) throws IOException {
    int word = image.memory().pointerSize();
    ByteBuffer bytes =
        ByteBuffer.wrap(image.memory().readBytes(symbol.address(), (int) symbol.size()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + word <= bytes.limit(); at += word) {
      long target = word == 4 ? Integer.toUnsignedLong(bytes.getInt(at)) : bytes.getLong(at);
      if (isOutside(symbol, target)) {
        inspection.leads(
            FindingType.OPERATION,
            place(symbol, type, at),
            symbol.address() + at,
            target,
            isConstant(symbol) ? "code of the kernel" : "code of the kernel or a module");
      }
    }
  }

  private boolean isOutside(Symbol symbol, long target) throws IOException {
    if (target == 0 || targets.code().isKernelImage(target)) {
      return false;
    }
    Optional<Module> module = targets.code().module(target);
    return module.isPresent()
        ? isConstant(symbol)
            || module.get().hidden() && !module.get().name().equals(symbol.module())
        : targets.isExecutable(target) && (isConstant(symbol) || !targets.isGenerated(target));
  }

  private boolean isConstant(Symbol symbol) {
    return symbol.module().isEmpty() && isBetween(symbol, constantsStart, constantsEnd);
  }

  /** Whether it served the boot only, so that its memory is others' now. */
  private boolean isFreed(Symbol symbol) {
    return symbol.module().isEmpty() && isBetween(symbol, bootStart, bootEnd);
  }

  private static boolean isBetween(Symbol symbol, OptionalLong start, OptionalLong end) {
    return start.isPresent()
        && end.isPresent()
        && Long.compareUnsigned(symbol.address(), start.getAsLong()) >= 0
        && Long.compareUnsigned(symbol.address(), end.getAsLong()) < 0;
  }

  private String place(Symbol symbol, String type, int at) throws IOException {
    Optional<KernelType> layout =
        type.isEmpty() ? Optional.empty() : image.types().findStruct(type);
    String member =
        layout
            .flatMap(
                known ->
                    known.members().stream()
                        .filter(candidate -> candidate.offset() == at)
                        .map(Member::name)
                        .filter(name -> !name.isEmpty())
                        .findFirst())
            .map(name -> "." + name)
            .orElse("+0x%x".formatted(at));
    return symbol.name() + member + (symbol.module().isEmpty() ? "" : " [" + symbol.module() + "]");
  }
}
