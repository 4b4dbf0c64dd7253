package org.kexshot.symbols;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The kernel's own symbol table, as {@code /proc/kallsyms} would print it, found through
 * VMCOREINFO's {@code kallsyms_*} symbols (since 6.0), of older kernels by {@link KallsymsSearch}.
 * Holds the compressed table as it is, about 20 bytes a symbol; names are decoded when asked for.
 */
public final class Kallsyms implements SymbolTable {
  /** One symbol of data in so many is the least that a table which names data has. */
  private static final int MIN_DATA_SHARE = 100;

  private final CompressedNames names;
  private final SymbolAddresses addresses;
  private volatile NameLookup lookup;
  private volatile Boolean namesData;

  private Kallsyms(CompressedNames names, SymbolAddresses addresses, NameLookup lookup) {
    this.names = names;
    this.addresses = addresses;
    this.lookup = lookup;
  }

  /**
   * Reads the table. Costs reading it (1 to 4 MB) and one pass over the names' lengths; where it
   * has to be searched for, reading the kernel's image up to it besides.
   *
   * @throws SymbolException if there is no table, it is malformed, or it contradicts itself or
   *     VMCOREINFO, so that it is damaged
   * @throws MemoryFault if part of it is not in the image
   */
  public static Kallsyms read(VirtualMemory memory, Vmcoreinfo vmcoreinfo) throws IOException {
    boolean named = KallsymsPlaces.areNamed(vmcoreinfo);
    Kallsyms table =
        named
            ? read(memory, KallsymsPlaces.named(memory, vmcoreinfo), true)
            : KallsymsSearch.find(memory, vmcoreinfo);
    if (named) {
      KallsymsCheck.requireOrder(table);
    }
    KallsymsCheck.requireAgreement(table, vmcoreinfo);
    return table;
  }

  /** Reads the table from where its parts lie, whose markers were looked at already. */
  static Kallsyms read(VirtualMemory memory, KallsymsPlaces places) throws IOException {
    return read(memory, places, false);
  }

  private static Kallsyms read(VirtualMemory memory, KallsymsPlaces places, boolean checksMarkers)
      throws IOException {
    byte[] tokens =
        memory.readBytes(places.tokens(), (int) (places.tokenIndex() - places.tokens()));
    byte[] region = memory.readBytes(places.names(), (int) (places.tokens() - places.names()));
    CompressedNames names =
        new CompressedNames(
            region, places.count(), tokens, tokenStarts(memory, places.tokenIndex()));
    if (checksMarkers) {
      KallsymsCheck.requireMarkers(names, region, memory.pointerSize());
    }
    return new Kallsyms(
        names,
        SymbolAddresses.read(memory, places),
        sortedLookup(memory, places, names, region).orElse(null));
  }

  private static int[] tokenStarts(VirtualMemory memory, long at) throws IOException {
    ByteBuffer table =
        ByteBuffer.wrap(memory.readBytes(at, 2 * KallsymsPlaces.TOKENS))
            .order(ByteOrder.LITTLE_ENDIAN);
    int[] starts = new int[KallsymsPlaces.TOKENS];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = Short.toUnsignedInt(table.getShort(2 * i));
    }
    return starts;
  }

  /**
   * Looks for the list sorted by name where it can lie: behind the markers, which follow the names
   * (6.2, and 6.1's stable series), or behind the addresses (later kernels).
   */
  private static Optional<SortedNameLookup> sortedLookup(
      VirtualMemory memory, KallsymsPlaces places, CompressedNames names, byte[] region)
      throws IOException {
    int alignment = memory.pointerSize();
    int markers = align(names.end(), alignment);
    int behindMarkers = align(markers + 4 * names.markers().length, alignment);
    Optional<SortedNameLookup> found = SortedNameLookup.recognise(names, region, behindMarkers);
    if (found.isPresent()) {
      return found;
    }
    byte[] behindAddresses = new byte[3 * names.count()];
    try {
      memory.read(places.endOfAddresses(alignment), behindAddresses, 0, behindAddresses.length);
      return SortedNameLookup.recognise(names, behindAddresses, 0);
    } catch (MemoryFault notMapped) {
      return Optional.empty();
    }
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
    int next = index + 1;
    if (next < count() && addresses.address(next) == address) {
      next = addresses.upperBound(address);
    }
    long size = next < count() ? addresses.address(next) - address : 0;
    return Long.compareUnsigned(size, MAX_SIZE) > 0 ? 0 : size;
  }

  @Override
  public Symbol symbol(int index) {
    CompressedNames.Name name = names.name(index);
    return new Symbol(name.text(), address(index), size(index), name.type(), "");
  }

  @Override
  public char type(int index) {
    return names.type(index);
  }

  @Override
  public boolean nameStartsWith(int index, String prefix) {
    return names.startsWith(index, prefix);
  }

  @Override
  public int indexAt(long address) {
    int above = addresses.upperBound(address);
    return above == 0 ? -1 : addresses.lowerBound(addresses.address(above - 1));
  }

  @Override
  public List<Integer> indexesOf(String name) {
    return lookup().find(name.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Labels at the borders of code have letters of data, and every table names those. Where data is
   * named, it is a third of all symbols.
   */
  @Override
  public boolean namesData() {
    Boolean known = namesData;
    if (known == null) {
      // Two threads may count at once; both come to the same.
      int data = 0;
      for (int i = 0; i < names.count(); i++) {
        data += Symbol.isObject(names.type(i)) ? 1 : 0;
      }
      known = data > names.count() / MIN_DATA_SHARE;
      namesData = known;
    }
    return known;
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

  private static int align(int value, int alignment) {
    return (value + alignment - 1) & -alignment;
  }
}
