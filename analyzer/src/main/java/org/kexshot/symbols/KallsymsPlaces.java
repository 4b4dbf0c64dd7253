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
 * @param addresses {@code kallsyms_offsets} where there is a base, else {@code kallsyms_addresses}
 * @param relativeBase {@code kallsyms_relative_base}, not what it holds
 */
record KallsymsPlaces(
    int count,
    long names,
    long tokens,
    long tokenIndex,
    long addresses,
    OptionalLong relativeBase) {
  static final int TOKENS = 256;
  static final int MAX_TOKEN_BYTES = 1 << 14;
  static final int MAX_SYMBOLS = 1 << 23;
  private static final int MAX_NAME_BYTES = 1 << 28;

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
    return offsets.isPresent()
        ? new KallsymsPlaces(
            (int) count,
            names,
            tokens,
            tokenIndex,
            offsets.getAsLong(),
            OptionalLong.of(require(vmcoreinfo, "kallsyms_relative_base")))
        : new KallsymsPlaces(
            (int) count,
            names,
            tokens,
            tokenIndex,
            require(vmcoreinfo, "kallsyms_addresses"),
            OptionalLong.empty());
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
