package org.kexshot.kexec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.linux.NativeSha256;

/**
 * The purgatory for an architecture, assembled from {@code src/main/asm/ARCH/purgatory.S}: its
 * bytes, and where in them its entries and parameters are. Parameters are words of the
 * architecture.
 */
public final class Purgatory {
  /** A stretch of memory and the SHA-256 that it must have when the image is entered. */
  public record Region(PhysicalRange range, byte[] sha256) {}

  private static final int MOST_REGIONS = 8;
  private static final int SHA256_SIZE = 32;

  private final int wordSize;
  private final AssembledProgram program;

  private Purgatory(int wordSize, AssembledProgram program) {
    this.wordSize = wordSize;
    this.program = program;
  }

  public static Purgatory load(BootProtocol protocol) throws IOException {
    return new Purgatory(
        protocol.architecture().pointerSize(),
        AssembledProgram.load(protocol.resource("purgatory")));
  }

  /** Length of the image in bytes. */
  public int size() {
    return program.size();
  }

  /** Offset of an entry or parameter from the image's start. */
  public int offset(String symbol) {
    return program.offset(symbol);
  }

  /**
   * The hash that {@link #fill} wants of a region, by the routine that will check it.
   *
   * @param bytes a direct buffer, position to limit
   */
  public byte[] sha256(ByteBuffer bytes) {
    return NativeSha256.digest(bytes, wordSize, program.bytes(), offset("sha256"));
  }

  /**
   * The image with its parameters filled in.
   *
   * @param kernelEntry physical address of B's entry
   * @param bootParameters physical address of its boot_params
   * @param gdtDescriptor physical address of A's {@code saved_context.gdt_desc}
   * @param parameterPage physical address of the page that B's own {@code kexec_load} brings in
   * @param pageTables physical address of the {@link IdentityMap}; of no matter where it is empty
   * @param lowCopy where the low memory of the system that does not run is kept, from address 0 on;
   *     empty where the image exchanges it
   */
  public byte[] fill(
      long kernelEntry,
      long bootParameters,
      long gdtDescriptor,
      long parameterPage,
      long pageTables,
      PhysicalRange lowCopy,
      List<Region> regions) {
    if (regions.size() > MOST_REGIONS) {
      throw new IllegalArgumentException(
          "%d regions to check, at most %d fit".formatted(regions.size(), MOST_REGIONS));
    }
    ByteBuffer out = ByteBuffer.wrap(program.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    putWord(out, offset("kernel_entry"), kernelEntry);
    putWord(out, offset("boot_parameters"), bootParameters);
    putWord(out, offset("a_gdt_source"), gdtDescriptor);
    putWord(out, offset("b_parameters"), parameterPage);
    if (program.has("page_tables")) { // not on i386, where paging is off
      putWord(out, offset("page_tables"), pageTables);
    }
    putWord(out, offset("low_copy"), lowCopy.start());
    putWord(out, offset("low_size"), lowCopy.length());
    putWord(out, offset("region_count"), regions.size());
    int at = offset("regions");
    for (Region region : regions) {
      putWord(out, at, region.range().start());
      putWord(out, at + wordSize, region.range().length());
      out.put(at + 2 * wordSize, region.sha256());
      at += 2 * wordSize + SHA256_SIZE;
    }
    return out.array();
  }

  private void putWord(ByteBuffer out, int offset, long value) {
    if (wordSize == Integer.BYTES) {
      out.putInt(offset, (int) value);
    } else {
      out.putLong(offset, value);
    }
  }
}
