package org.kexshot.kernel.module;

import java.util.List;
import java.util.Locale;

/**
 * A loaded kernel module.
 *
 * @param name as {@code lsmod} shows it
 * @param address kernel virtual address of its code, as {@code /proc/modules} shows it
 * @param size bytes of code and data that stay loaded
 * @param state whether it is in use yet or still
 * @param refcount number of users, as {@code /proc/modules} counts them
 * @param usedBy names of the modules that depend on it
 * @param hidden whether it is not on the list of modules, and was found by searching memory
 * @param structAddress kernel virtual address of its {@code struct module}
 */
public record Module(
    String name,
    long address,
    long size,
    ModuleState state,
    int refcount,
    List<String> usedBy,
    boolean hidden,
    long structAddress) {
  public Module {
    usedBy = List.copyOf(usedBy);
  }

  /** The state in words, and whether the module hides. */
  String shownState() {
    String words = state.name().toLowerCase(Locale.ROOT);
    return hidden ? words + " (hidden: not on the list of modules)" : words;
  }
}
