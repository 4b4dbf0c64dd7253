package org.kexshot.symbols;

/**
 * A symbol.
 *
 * @param name without a version or a module
 * @param address kernel virtual address; of a per-cpu symbol on x86_64 before 6.15, its offset in a
 *     processor's area
 * @param size bytes to the next symbol, which is what belongs to it and padding; 0 if unknown
 * @param type the letter that {@code nm} prints: t text, d data, b bss, r read-only; upper case if
 *     global
 * @param module the module that defines it; empty for the kernel itself
 */
public record Symbol(String name, long address, long size, char type, String module) {

  /** Whether it is code. */
  public boolean isText() {
    return isText(type);
  }

  /** Whether a type letter stands for code. */
  public static boolean isText(char type) {
    return type == 't' || type == 'T' || type == 'w' || type == 'W';
  }

  /** Whether other files of the kernel know it. */
  public boolean isGlobal() {
    return Character.isUpperCase(type);
  }

  /** Whether it is data that may change: data or bss. */
  public boolean isData() {
    return isData(type);
  }

  /** Whether a type letter stands for data that may change. */
  public static boolean isData(char type) {
    return type == 'd' || type == 'D' || type == 'b' || type == 'B';
  }

  /** Whether a type letter stands for data, bss or read-only data. */
  static boolean isObject(char type) {
    return "dDbBrR".indexOf(type) >= 0;
  }

  /** {@code "name"}, or {@code "name [module]"} as the kernel prints it. */
  public String qualifiedName() {
    return module.isEmpty() ? name : name + " [" + module + "]";
  }
}
