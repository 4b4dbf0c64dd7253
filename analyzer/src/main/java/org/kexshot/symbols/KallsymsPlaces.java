package org.kexshot.symbols;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Where the tables of kallsyms lie, as kernel virtual addresses.
 *
 * @param count number of symbols
 * @param names {@code kallsyms_names}
 * @param tokens {@code kallsyms_token_table}
 * @param tokenIndex {@code kallsyms_token_index}
 * @param addresses {@code kallsyms_offsets}, or {@code kallsyms_addresses} of the absolute form
 * @param form what these numbers are
 * @param relativeBase {@code kallsyms_relative_base}, not what it holds, of the form that has one;
 *     else 0
 */
record KallsymsPlaces(
    int count,
    long names,
    long tokens,
    long tokenIndex,
    long addresses,
    AddressForm form,
    long relativeBase) {
  static final int TOKENS = 256;
  static final int MAX_TOKEN_BYTES = 1 << 14;
  static final int MAX_SYMBOLS = 1 << 23;
  private static final int MAX_NAME_BYTES = 1 << 28;
  private static final int NEAR = 1 << 24;

  /** Whether VMCOREINFO says where the tables are (since 6.0, commit 5fd8fea935a1). */
  static boolean areNamed(Vmcoreinfo vmcoreinfo) {
    return vmcoreinfo.symbol("kallsyms_names").isPresent();
  }

  /**
   * The places as VMCOREINFO names them.
   *
   * @throws SymbolException if it lacks one, or they cannot be true
   */
  static KallsymsPlaces named(VirtualMemory memory, Vmcoreinfo vmcoreinfo) throws IOException {
    long names = require(vmcoreinfo, "kallsyms_names");
    long tokens = require(vmcoreinfo, "kallsyms_token_table");
    long tokenIndex = require(vmcoreinfo, "kallsyms_token_index");
    long count = memory.readU32(require(vmcoreinfo, "kallsyms_num_syms"));
    if (count <= 0 || count > MAX_SYMBOLS) {
      throw new SymbolException(
          "kallsyms_num_syms is %d, which no kernel has; expected 1 to %d"
              .formatted(count, MAX_SYMBOLS));
    }
    if (tokens - names < 2 * count || tokens - names > MAX_NAME_BYTES) {
      throw new SymbolException(
          "kallsyms_token_table at 0x%x does not follow kallsyms_names at 0x%x"
              .formatted(tokens, names));
    }
    if (tokenIndex - tokens <= 0 || tokenIndex - tokens > MAX_TOKEN_BYTES) {
      throw new SymbolException(
          "kallsyms_token_index at 0x%x does not follow kallsyms_token_table at 0x%x"
              .formatted(tokenIndex, tokens));
    }
    OptionalLong offsets = vmcoreinfo.symbol("kallsyms_offsets");
    OptionalLong base = vmcoreinfo.symbol("kallsyms_relative_base");
    AddressForm form = AddressForm.ABSOLUTE;
    if (base.isPresent()) {
      form = AddressForm.FROM_BASE;
    } else if (offsets.isPresent() && !holdAddresses(memory, vmcoreinfo, offsets.getAsLong())) {
      form = AddressForm.FROM_PLACE;
    }
    return new KallsymsPlaces(
        (int) count,
        names,
        tokens,
        tokenIndex,
        offsets.isPresent() ? offsets.getAsLong() : require(vmcoreinfo, "kallsyms_addresses"),
        form,
        base.orElse(0));
  }

  /**
   * Whether {@code kallsyms_offsets} begins with an address near {@code _stext}: a 32-bit kernel
   * that cannot be relocated has addresses there.
   */
  private static boolean holdAddresses(VirtualMemory memory, Vmcoreinfo vmcoreinfo, long offsets)
      throws IOException {
    OptionalLong text = vmcoreinfo.symbol("_stext");
    return memory.pointerSize() == Integer.BYTES
        && text.isPresent()
        && Math.abs(memory.readU32(offsets) - text.getAsLong()) < NEAR;
  }

  /** Where the addresses end, and the base of the form that has one. */
  long endOfAddresses(int pointerSize) {
    return switch (form) {
      case ABSOLUTE -> addresses + (long) pointerSize * count;
      case FROM_BASE -> relativeBase + pointerSize;
      case FROM_PLACE -> addresses + 4L * count;
    };
  }

  private static long require(Vmcoreinfo vmcoreinfo, String name) throws SymbolException {
    OptionalLong symbol = vmcoreinfo.symbol(name);
    if (symbol.isEmpty()) {
      throw new SymbolException(
          "VMCOREINFO names tables of kallsyms but not %s; name the kernel's System.map with"
                  .formatted(name)
              + " --system-map FILE");
    }
    return symbol.getAsLong();
  }
}
