package org.kexshot.symbols;

/** What kallsyms holds for each symbol's address; {@code kallsyms_sym_address} decodes it. */
enum AddressForm {
  /** The address, as wide as a pointer. */
  ABSOLUTE,
  /** 32 bits, an offset from {@code kallsyms_relative_base}. */
  FROM_BASE,
  /**
   * 32 bits with a sign, the distance from the place where they lie; there is no base. Seen in
   * Linux 7.3; {@code scripts/kallsyms.c} writes {@code _text - . + OFFSET}.
   */
  FROM_PLACE
}
