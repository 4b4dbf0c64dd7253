package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.kexshot.kernel.KernelImage;
import org.kexshot.symbols.SymbolTable;

/**
 * Checks the tables of system calls: each entry must be the first instruction of a system call of
 * the kernel's own. Cost: one read an entry. Source: {@code arch/x86/entry/syscall_64.c}, {@code
 * include/linux/syscalls.h}.
 */
final class SystemCallTables {
  private static final List<String> TABLES =
      List.of("sys_call_table", "ia32_sys_call_table", "x32_sys_call_table");

  private static final int MAX_CALLS = 4096;

  /** With the prefix of the wrapper that takes the arguments from the registers. */
  private static final Pattern CALL = Pattern.compile("(__[a-z0-9]+_)?(compat_)?sys_\\w+");

  private final Inspection inspection;
  private final KernelImage image;

  SystemCallTables(Inspection inspection) {
    this.inspection = inspection;
    this.image = inspection.image();
  }

  void check() throws IOException {
    for (String table : TABLES) {
      int index = image.symbols().indexOfData(table);
      if (index >= 0) {
        check(table, image.symbols().address(index), image.symbols().size(index));
      }
    }
  }

  private void check(String table, long start, long bytes) throws IOException {
    int word = image.memory().pointerSize();
    long count = Math.min(bytes / word, MAX_CALLS);
    for (int i = 0; i < count; i++) {
      long place = start + (long) i * word;
      try {
        long target = image.memory().readPointer(place);
        // Behind the last entry lies what aligns the next symbol.
        inspection.looked(Subject.SYSTEM_CALLS, target == 0 ? 0 : 1);
        if (target != 0 && !isCall(target)) {
          inspection.leads(
              FindingType.SYSTEM_CALL,
              "%s[%d]".formatted(table, i),
              place,
              target,
              "a system call of the kernel");
        }
      } catch (IOException fault) {
        inspection.problems().add("%s[%d]: %s", table, i, fault.getMessage());
      }
    }
  }

  private boolean isCall(long target) throws IOException {
    SymbolTable symbols = image.symbols();
    if (!inspection.targets().code().isKernelText(target)) {
      return false;
    }
    for (int i = symbols.indexAt(target); i >= 0 && i < symbols.count(); i++) {
      if (symbols.address(i) != target) {
        return false;
      }
      if (CALL.matcher(symbols.symbol(i).name()).matches()) {
        return true;
      }
    }
    return false;
  }
}
