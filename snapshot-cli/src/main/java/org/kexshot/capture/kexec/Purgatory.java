package org.kexshot.capture.kexec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.linux.NativeSha256;

/**
 * The purgatory for i386, assembled from {@code src/main/asm/i386/purgatory.S}: its bytes, and
 * where in them its entries and parameters are.
 */
final class Purgatory {
  /** A stretch of memory and the SHA-256 that it must have when the image is entered. */
  record Region(PhysicalRange range, byte[] sha256) {}

  private static final int MOST_REGIONS = 8;
  private static final int REGION_SIZE = 40;

  private final byte[] image;
  private final Map<String, Integer> symbols;

  private Purgatory(byte[] image, Map<String, Integer> symbols) {
    this.image = image;
    this.symbols = symbols;
  }

  static Purgatory load() throws IOException {
    Map<String, Integer> symbols = new HashMap<>();
    for (String line :
        new String(resource("purgatory.symbols"), StandardCharsets.US_ASCII).split("\n")) {
      String[] fields = line.split(" ");
      symbols.put(fields[2], Integer.parseInt(fields[0], 16));
    }
    return new Purgatory(resource("purgatory.bin"), symbols);
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Purgatory.class.getResourceAsStream("i386/" + name)) {
      if (in == null) {
        throw new IOException("the toolkit was built without i386/" + name + "; build it anew");
      }
      return in.readAllBytes();
    }
  }

  /** Length of the image in bytes. */
  int size() {
    return image.length;
  }

  /** Offset of an entry or parameter from the image's start. */
  int offset(String symbol) {
    Integer offset = symbols.get(symbol);
    if (offset == null) {
      throw new IllegalStateException("purgatory.S has no symbol " + symbol);
    }
    return offset;
  }

  /**
   * The hash that {@link #fill} wants of a region, by the routine that will check it.
   *
   * @param bytes a direct buffer, position to limit
   */
  byte[] sha256(ByteBuffer bytes) {
    return NativeSha256.digest(bytes, image, offset("sha256"));
  }

  /**
   * The image with its parameters filled in.
   *
   * @param kernelEntry physical address of B's 32-bit entry
   * @param bootParameters physical address of its boot_params
   * @param gdtDescriptor physical address of A's {@code saved_context.gdt_desc}
   * @param parameterPage physical address of the page that B's own {@code kexec_load} brings in
   */
  byte[] fill(
      long kernelEntry,
      long bootParameters,
      long gdtDescriptor,
      long parameterPage,
      List<Region> regions) {
    if (regions.size() > MOST_REGIONS) {
      throw new IllegalArgumentException(
          "%d regions to check, at most %d fit".formatted(regions.size(), MOST_REGIONS));
    }
    ByteBuffer out = ByteBuffer.wrap(image.clone()).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(offset("kernel_entry"), (int) kernelEntry);
    out.putInt(offset("boot_parameters"), (int) bootParameters);
    out.putInt(offset("a_gdt_source"), (int) gdtDescriptor);
    out.putInt(offset("b_parameters"), (int) parameterPage);
    out.putInt(offset("region_count"), regions.size());
    int at = offset("regions");
    for (Region region : regions) {
      out.putInt(at, (int) region.range().start());
      out.putInt(at + 4, (int) region.range().length());
      out.put(at + 8, region.sha256());
      at += REGION_SIZE;
    }
    return out.array();
  }
}
