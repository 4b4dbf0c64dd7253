package org.kexshot.symbols;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.address.Page;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Finds the tables of kallsyms in the kernel's own image where VMCOREINFO does not name them, that
 * is before 6.0. The tokens are known by their looks ({@link TokenTables}); in front of them lie
 * the names ({@link NamesSearch}); the addresses lie before these, or since 6.4 (commit
 * 404bad70fcf7) behind the tokens. What is found is taken only if the addresses ascend and {@code
 * _stext} is where VMCOREINFO has it.
 *
 * <p>Cost: reading the image from {@code _stext} up to the tables, some 20 MB, and up to 32 MiB of
 * memory meanwhile.
 */
final class KallsymsSearch {
  private static final int CHUNK = 1 << 20;

  /** More than any kernel's text and read-only data. */
  private static final long MAX_IMAGE_BYTES = 1 << 28;

  private final VirtualMemory memory;
  private final SparseMemory sparse;
  private final int alignment;
  private final long text;
  private final long start;
  private final long end;
  private String furthest = "no table of tokens is there";

  private KallsymsSearch(VirtualMemory memory, long text, long data) {
    this.memory = memory;
    this.sparse = new SparseMemory(memory);
    this.alignment = memory.pointerSize();
    this.text = text;
    this.start = text & -Page.SIZE;
    this.end = start + Math.min(MAX_IMAGE_BYTES, data - start);
  }

  /**
   * Searches from {@code _stext} to the kernel's data, between which its read-only data lies.
   *
   * @throws SymbolException if there is no such table
   */
  static Kallsyms find(VirtualMemory memory, Vmcoreinfo vmcoreinfo) throws IOException {
    OptionalLong text = vmcoreinfo.symbol("_stext");
    long from = text.orElse(0);
    // On each architecture kernel addresses have one sign, so that the greater is behind.
    long data =
        Math.max(
            vmcoreinfo.symbol("swapper_pg_dir").orElse(from),
            vmcoreinfo.symbol("init_uts_ns").orElse(from));
    if (text.isEmpty() || data <= from) {
      throw new SymbolException(
          "VMCOREINFO names neither kallsyms nor _stext and data behind it, between which to look"
              + " for it; the kernel is built without CONFIG_KALLSYMS or the note is damaged; name"
              + " its System.map with --system-map FILE");
    }
    return new KallsymsSearch(memory, from, data).search();
  }

  private Kallsyms search() throws IOException {
    for (long at = start; at < end; at += CHUNK) {
      // An index may begin in one chunk and end in the next.
      byte[] bytes = sparse.read(at, (int) Math.min(CHUNK + TokenTables.INDEX_BYTES, end - at));
      int index = TokenTables.findIndex(bytes, 0, alignment);
      while (index >= 0) {
        Optional<Kallsyms> found = around(at + index, bytes, index);
        if (found.isPresent()) {
          return found.get();
        }
        index = TokenTables.findIndex(bytes, index + alignment, alignment);
      }
    }
    throw new SymbolException(
        ("VMCOREINFO does not name kallsyms_names, and a search from 0x%x to 0x%x found no"
                + " kallsyms: %s%s; the kernel is built without CONFIG_KALLSYMS or the image is"
                + " damaged; name its System.map with --system-map FILE")
            .formatted(
                start,
                end,
                furthest,
                sparse.firstAbsent().map(fault -> " (" + fault.getMessage() + ")").orElse("")));
  }

  private Optional<Kallsyms> around(long tokenIndex, byte[] bytes, int at) throws IOException {
    int most = (int) Math.min(KallsymsPlaces.MAX_TOKEN_BYTES, tokenIndex - start);
    byte[] before = sparse.read(tokenIndex - most, most);
    int tokenBytes = TokenTables.bytesBefore(before, bytes, at, alignment);
    if (tokenBytes < 0) {
      return Optional.empty();
    }
    long tokens = tokenIndex - tokenBytes;
    OptionalLong count = new NamesSearch(sparse, alignment).countBefore(start, tokens);
    if (count.isEmpty()) {
      furthest =
          "no names that agree with their markers lie before the tokens at 0x%x".formatted(tokens);
      return Optional.empty();
    }
    return withAddresses(count.getAsLong(), tokens, tokenIndex);
  }

  private Optional<Kallsyms> withAddresses(long countAt, long tokens, long tokenIndex)
      throws IOException {
    int count = memory.readS32(countAt);
    long offsetBytes = align(4L * count);
    long behind = tokenIndex + TokenTables.INDEX_BYTES;
    long baseBefore = countAt - alignment;
    List<KallsymsPlaces> forms =
        List.of(
            relative(count, countAt, tokens, tokenIndex, baseBefore - offsetBytes, baseBefore),
            relative(count, countAt, tokens, tokenIndex, behind, behind + offsetBytes),
            new KallsymsPlaces(
                count,
                countAt + alignment,
                tokens,
                tokenIndex,
                countAt - align((long) alignment * count),
                AddressForm.ABSOLUTE,
                0));
    for (KallsymsPlaces places : forms) {
      try {
        Kallsyms table = Kallsyms.read(memory, places);
        if (ascends(table) && hasText(table)) {
          return Optional.of(table);
        }
      } catch (MemoryFault notThere) {
        // Another form's addresses may lie elsewhere.
        continue;
      }
    }
    furthest =
        "the %d names at 0x%x have no addresses beside them that ascend and have _stext at 0x%x"
            .formatted(count, countAt + alignment, text);
    return Optional.empty();
  }

  private KallsymsPlaces relative(
      int count, long countAt, long tokens, long tokenIndex, long offsets, long base) {
    return new KallsymsPlaces(
        count, countAt + alignment, tokens, tokenIndex, offsets, AddressForm.FROM_BASE, base);
  }

  private static boolean ascends(Kallsyms table) {
    for (int i = 1; i < table.count(); i++) {
      if (Long.compareUnsigned(table.address(i - 1), table.address(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private boolean hasText(Kallsyms table) {
    int at = table.indexAt(text);
    while (at >= 0 && at < table.count() && table.address(at) == text) {
      if (table.symbol(at).name().equals("_stext")) {
        return true;
      }
      at++;
    }
    return false;
  }

  private long align(long value) {
    return value + alignment - 1 & -(long) alignment;
  }
}
