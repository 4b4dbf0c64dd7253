package org.kexshot.kernel.module;

/**
 * A parameter of a module or of what is built in.
 *
 * @param name with the module's before it, e.g. {@code printk.time}
 * @param value as {@code /sys/module/MODULE/parameters/NAME} shows it
 * @param type the kernel's operations for it without {@code param_ops_}, e.g. {@code bool}
 * @param writable whether root may change it while the kernel runs
 * @param address kernel virtual address of the value
 */
public record ModuleParameter(
    String name, String value, String type, boolean writable, long address) {
  /** As on the kernel's command line. */
  String title() {
    return name + "=" + value;
  }
}
