package org.kexshot.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The kernel's own symbol table, as {@code /proc/kallsyms} would print it, found through
 * VMCOREINFO's {@code kallsyms_*} symbols (since 6.0). Holds the compressed table as it is, about
 * 20 bytes a symbol; names are decoded when asked for.
 */
public final class Kallsyms implements SymbolTable {
  private static final int TOKENS = 256;
  private static final int MAX_TOKEN_BYTES = 1 << 14;
  private static final int MAX_SYMBOLS = 1 << 23;
  private static final int MAX_NAME_BYTES = 1 << 28;

  private final CompressedNames names;
  private final SymbolAddresses addresses;
  private volatile NameLookup lookup;

  private Kallsyms(CompressedNames names, SymbolAddresses addresses, NameLookup lookup) {
    this.names = names;
    this.addresses = addresses;
    this.lookup = lookup;
  }

  /**
   * Reads the table. Costs reading it (1 to 4 MB) and one pass over the names' lengths.
   *
   * @throws SymbolException if VMCOREINFO does not name the table or it is malformed
   * @throws MemoryFault if part of it is not in the image
   */
  public static Kallsyms read(VirtualMemory memory, Vmcoreinfo vmcoreinfo) throws IOException {
    long namesAt = require(vmcoreinfo, "kallsyms_names");
    long tokensAt = require(vmcoreinfo, "kallsyms_token_table");
    long tokenIndexAt = require(vmcoreinfo, "kallsyms_token_index");
    long count = memory.readU32(require(vmcoreinfo, "kallsyms_num_syms"));
    if (count <= 0 || count > MAX_SYMBOLS) {
      throw new SymbolException(
          "kallsyms_num_syms is %d, which no kernel has; expected 1 to %d"
              .formatted(count, MAX_SYMBOLS));
    }
    long namesBytes = tokensAt - namesAt;
    if (namesBytes < 2 * count || namesBytes > MAX_NAME_BYTES) {
      throw new SymbolException(
          "kallsyms_token_table at 0x%x does not follow kallsyms_names at 0x%x"
              .formatted(tokensAt, namesAt));
    }
    byte[] tokens = readTokens(memory, tokensAt, tokenIndexAt);
    byte[] region = memory.readBytes(namesAt, (int) namesBytes);
    CompressedNames names =
        new CompressedNames(region, (int) count, tokens, tokenStarts(memory, tokenIndexAt));
    return new Kallsyms(
        names,
        addresses(memory, vmcoreinfo, (int) count),
        sortedLookup(memory, vmcoreinfo, names, region).orElse(null));
  }

  private static byte[] readTokens(VirtualMemory memory, long tokensAt, long tokenIndexAt)
      throws IOException {
    long bytes = tokenIndexAt - tokensAt;
    if (bytes <= 0 || bytes > MAX_TOKEN_BYTES) {
      throw new SymbolException(
          "kallsyms_token_index at 0x%x does not follow kallsyms_token_table at 0x%x"
              .formatted(tokenIndexAt, tokensAt));
    }
    return memory.readBytes(tokensAt, (int) bytes);
  }

  private static int[] tokenStarts(VirtualMemory memory, long at) throws IOException {
    ByteBuffer table = little(memory.readBytes(at, 2 * TOKENS));
    int[] starts = new int[TOKENS];
    for (int i = 0; i < TOKENS; i++) {
      starts[i] = Short.toUnsignedInt(table.getShort(2 * i));
    }
    return starts;
  }

  private static SymbolAddresses addresses(VirtualMemory memory, Vmcoreinfo vmcoreinfo, int count)
      throws IOException {
    int pointerSize = memory.pointerSize();
    OptionalLong offsets = vmcoreinfo.symbol("kallsyms_offsets");
    if (offsets.isPresent()) {
      long base = memory.readPointer(require(vmcoreinfo, "kallsyms_relative_base"));
      ByteBuffer table = little(memory.readBytes(offsets.getAsLong(), 4 * count));
      return SymbolAddresses.relative(table, count, base, pointerSize);
    }
    long table = require(vmcoreinfo, "kallsyms_addresses");
    return SymbolAddresses.absolute(
        little(memory.readBytes(table, pointerSize * count)), count, pointerSize);
  }

  /**
   * Looks for the list sorted by name where it can lie: behind the markers, which follow the names
   * (6.2, and 6.1's stable series), or behind {@code kallsyms_relative_base} (later kernels).
   */
  private static Optional<SortedNameLookup> sortedLookup(
      VirtualMemory memory, Vmcoreinfo vmcoreinfo, CompressedNames names, byte[] region)
      throws IOException {
    int alignment = memory.pointerSize();
    int markers = align(names.end(), alignment);
    int behindMarkers = align(markers + 4 * names.markers().length, alignment);
    Optional<SortedNameLookup> found = SortedNameLookup.recognise(names, region, behindMarkers);
    OptionalLong base = vmcoreinfo.symbol("kallsyms_relative_base");
    if (found.isEmpty() && base.isPresent()) {
      byte[] behindBase = new byte[3 * names.count()];
      try {
        memory.read(base.getAsLong() + alignment, behindBase, 0, behindBase.length);
        return SortedNameLookup.recognise(names, behindBase, 0);
      } catch (MemoryFault notMapped) {
        return Optional.empty();
      }
    }
    return found;
  }

  @Override
  public int count() {
    return addresses.count();
  }

  @Override
  public long address(int index) {
    return addresses.address(index);
  }

  @Override
  public long size(int index) {
    long address = addresses.address(index);
    int next = addresses.upperBound(address);
    return next < count() ? addresses.address(next) - address : 0;
  }

  @Override
  public Symbol symbol(int index) {
    return new Symbol(names.name(index), address(index), size(index), names.type(index), "");
  }

  @Override
  public int indexAt(long address) {
    int above = addresses.upperBound(address);
    return above == 0 ? -1 : addresses.lowerBound(addresses.address(above - 1));
  }

  @Override
  public int indexOf(String name) {
    return lookup().find(name.getBytes(StandardCharsets.UTF_8));
  }

  private NameLookup lookup() {
    NameLookup ready = lookup;
    if (ready == null) {
      // Two threads may build it at once; both come to the same.
      ready = new HashedNameLookup(names);
      lookup = ready;
    }
    return ready;
  }

  private static long require(Vmcoreinfo vmcoreinfo, String name) throws SymbolException {
    OptionalLong symbol = vmcoreinfo.symbol(name);
    if (symbol.isEmpty()) {
      throw new SymbolException(
          "VMCOREINFO does not name %s; the kernel is older than 6.0 or built without"
                  .formatted(name)
              + " CONFIG_KALLSYMS; name its System.map with --system-map FILE");
    }
    return symbol.getAsLong();
  }

  private static int align(int value, int alignment) {
    return (value + alignment - 1) & -alignment;
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
