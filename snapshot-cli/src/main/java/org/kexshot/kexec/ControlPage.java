package org.kexshot.kexec;

import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.linux.KernelSymbols;

/**
 * Where in its control page {@code relocate_kernel} leaves what the way back needs: offsets in
 * bytes.
 *
 * @param stackPointer of the stack pointer that it saved
 * @param pageList of the head of the list of exchanged pages
 */
public record ControlPage(int stackPointer, int pageList) {
  /** An offset that is not known. */
  public static final int UNKNOWN = -1;

  /** Behind the code, {@code DATA(offset)} in {@code relocate_kernel_32.S} and {@code _64.S}. */
  private static final ControlPage I386 = new ControlPage(0x800, 0x81c);

  private static final ControlPage X86_64 = new ControlPage(0x800, 0x830);

  /**
   * Since Linux 6.14 the page is a copy of a section of the kernel, and what it holds has names.
   * {@code saved_cr0} stands for {@code saved_rsp}, the word before it, which has a namesake.
   */
  private static final String SECTION = "__relocate_kernel_start";

  private static final String PAGE_LIST = "pa_backup_pages_map";
  private static final String AFTER_STACK_POINTER = "saved_cr0";

  /** The symbols that {@link #of} wants looked up. */
  public static final Set<String> SYMBOLS = Set.of(SECTION, PAGE_LIST, AFTER_STACK_POINTER);

  /** The layout of a kernel that has these symbols. */
  public static ControlPage of(Architecture architecture, KernelSymbols symbols) {
    OptionalLong section = symbols.address(SECTION);
    if (section.isEmpty()) {
      return architecture == Architecture.I386 ? I386 : X86_64;
    }
    return new ControlPage(
        offset(symbols.address(AFTER_STACK_POINTER), section.getAsLong() + Long.BYTES),
        offset(symbols.address(PAGE_LIST), section.getAsLong()));
  }

  private static int offset(OptionalLong address, long start) {
    long offset = address.orElse(start + UNKNOWN) - start;
    return offset >= 0 && offset < Page.SIZE ? (int) offset : UNKNOWN;
  }
}
