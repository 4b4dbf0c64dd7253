package org.kexshot.kexec.boot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.IoMemory.Resource;

/** The memory map of a kernel B that runs beside another one, A, in a range of its memory. */
public final class ConfinedMap {
  private static final long LOW_MEMORY_END = 0x9e000;

  private ConfinedMap() {}

  /**
   * Its range and the low memory are RAM; the rest of A's RAM and the tail are reserved, so that B
   * neither uses them nor puts a PCI window there.
   *
   * @param memory A's
   * @param range B's above the low memory
   * @param tail where in the range begins what stays the loader's
   */
  public static E820 of(IoMemory memory, PhysicalRange range, long tail) throws IOException {
    List<E820.Entry> entries = new ArrayList<>();
    entries.add(entry(0, lowMemoryEnd(memory), E820.Kind.RAM));
    entries.add(entry(range.start(), tail, E820.Kind.RAM));
    entries.add(entry(tail, range.end(), E820.Kind.RESERVED));
    for (PhysicalRange ram : memory.systemRam()) {
      addOutside(entries, ram, range, lowMemoryEnd(memory));
    }
    for (Resource resource : memory.resources()) {
      if (resource.depth() == 0 && resource.range().start() >= LOW_MEMORY_END) {
        switch (resource.name()) {
          case "Reserved" -> entries.add(new E820.Entry(resource.range(), E820.Kind.RESERVED));
          case "ACPI Tables" -> entries.add(new E820.Entry(resource.range(), E820.Kind.ACPI));
          case "ACPI Non-volatile Storage" ->
              entries.add(new E820.Entry(resource.range(), E820.Kind.NVS));
          default -> {}
        }
      }
    }
    return E820.of(entries);
  }

  private static void addOutside(
      List<E820.Entry> entries, PhysicalRange ram, PhysicalRange range, long low) {
    long start = Math.max(ram.start(), low);
    long before = Math.min(ram.end(), range.start());
    long after = Math.max(start, range.end());
    if (start < before) {
      entries.add(entry(start, before, E820.Kind.RESERVED));
    }
    if (after < ram.end()) {
      entries.add(entry(after, ram.end(), E820.Kind.RESERVED));
    }
  }

  private static E820.Entry entry(long start, long end, E820.Kind kind) {
    return new E820.Entry(new PhysicalRange(start, end), kind);
  }

  /** End of the low memory that B gets: what RAM there is below 632 KiB. */
  public static long lowMemoryEnd(IoMemory memory) {
    long end = memory.systemRam().stream().findFirst().map(PhysicalRange::end).orElse(0L);
    return Math.min(LOW_MEMORY_END, end & -Page.SIZE);
  }
}
