package org.kexshot.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Memory as readers of kernel objects take it: a page that its file holds damaged, so that it does
 * not unpack, is a fault like that of a page which is missing, and ends no more than what needs the
 * page. Several threads may read at once.
 */
public final class DamagedPages implements PhysicalMemory {
  private final PhysicalMemory memory;

  /**
   * @param memory which throws {@link DumpFormatException} for damaged pages
   */
  public DamagedPages(PhysicalMemory memory) {
    this.memory = memory;
  }

  @Override
  public List<PhysicalRange> ram() {
    return memory.ram();
  }

  @Override
  public long endPfn() {
    return memory.endPfn();
  }

  @Override
  public PfnSet ramFrames() {
    return memory.ramFrames();
  }

  @Override
  public PageState state(long pfn) {
    return memory.state(pfn);
  }

  @Override
  public PfnSet presentFrames() {
    return memory.presentFrames();
  }

  @Override
  public PfnSet zeroFrames() throws IOException {
    return memory.zeroFrames();
  }

  @Override
  public long omittedBlock() {
    return memory.omittedBlock();
  }

  @Override
  public PfnSet unreadableFrames() {
    return memory.unreadableFrames();
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    try {
      memory.read(physicalAddress, into, offset, length);
    } catch (DumpFormatException damaged) {
      throw fault(physicalAddress, length, damaged);
    }
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    int length = into.remaining();
    try {
      memory.read(physicalAddress, into);
    } catch (DumpFormatException damaged) {
      throw fault(physicalAddress, length, damaged);
    }
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    try {
      memory.readFrame(pfn, into);
    } catch (DumpFormatException damaged) {
      throw fault(pfn << Page.SHIFT, damaged);
    }
  }

  /** The fault of the first page of a range that is damaged. */
  private MemoryFault fault(long address, int length, DumpFormatException damaged)
      throws IOException {
    ByteBuffer page = ByteBuffer.allocate(Page.SIZE);
    for (long at = address; at < address + length; at = Page.floor(at) + Page.SIZE) {
      try {
        memory.readFrame(at >>> Page.SHIFT, page.clear());
      } catch (DumpFormatException first) {
        return fault(at, first);
      }
    }
    return fault(address, damaged);
  }

  private static MemoryFault fault(long address, DumpFormatException damaged) {
    return new MemoryFault(
        "physical", address, PageState.UNREADABLE, "damaged: " + damaged.getMessage());
  }
}
