package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.AssembledProgram;
import org.kexshot.kexec.IdentityMap;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.LockedMemory;

/**
 * The program that ends a resume, assembled from {@code src/main/asm}: {@code restore.S} says what
 * it does. In memory it is followed by its page tables, on x86_64, and its lists.
 */
final class RestoreProgram {
  /** Devices' registers lie below it, the local APIC's among them. */
  private static final long LOW = 1L << 32;

  private final AssembledProgram program;
  private final IdentityMap tables;

  private RestoreProgram(AssembledProgram program, IdentityMap tables) {
    this.program = program;
    this.tables = tables;
  }

  /** The program for the running kernel's architecture. */
  static RestoreProgram load(RunningKernel running) throws IOException {
    List<PhysicalRange> mapped = new ArrayList<>(List.of(new PhysicalRange(0, LOW)));
    for (PhysicalRange range : running.memory().systemRam()) {
      if (range.end() > LOW) {
        mapped.add(new PhysicalRange(Math.max(range.start(), LOW), range.end()));
      }
    }
    String name = running.architecture() == Architecture.I386 ? "i386/restore" : "x86_64/restore";
    return new RestoreProgram(
        AssembledProgram.load(name),
        IdentityMap.of(mapped, running.pagingLevels(), running.gigabytePages()));
  }

  private long copiesOffset() {
    return LockedMemory.pages(program.size()) + tables.size();
  }

  /** Bytes that it takes with its lists, whole pages. */
  long size(Placement placement) {
    return LockedMemory.pages(
        copiesOffset() + placement.copies().remaining() + placement.zeros().remaining());
  }

  /** Offset of its entry. */
  long entry() {
    return program.offset("restore_start");
  }

  /**
   * The program as it is loaded.
   *
   * @param address physical, of its first byte
   * @param others whether the machine has other processors
   * @param systemEntry where the system is entered, physical
   * @param gdtSource physical address of the system's {@code saved_context.gdt_desc}
   */
  KexecSegment at(
      long address, Placement placement, boolean others, long systemEntry, long gdtSource) {
    long size = size(placement);
    ByteBuffer out =
        ByteBuffer.allocateDirect(Math.toIntExact(size))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(0, program.bytes());
    long tablesAddress = address + LockedMemory.pages(program.size());
    if (tables.size() > 0) {
      out.put((int) (tablesAddress - address), tables.encode(tablesAddress));
      put(out, "page_tables", tablesAddress);
    }
    int copies = placement.copies().remaining();
    out.position((int) copiesOffset());
    out.put(placement.copies()).put(placement.zeros()).rewind();
    put(out, "copies", address + copiesOffset());
    put(out, "copy_count", Placement.entries(placement.copies()));
    put(out, "zeros", address + copiesOffset() + copies);
    put(out, "zero_count", Placement.entries(placement.zeros()));
    put(out, "others", others ? 1 : 0);
    put(out, "a_entry", systemEntry);
    put(out, "a_gdt_source", gdtSource);
    return new KexecSegment(out, address, size);
  }

  private void put(ByteBuffer out, String name, long value) {
    out.putLong(program.offset(name), value);
  }
}
