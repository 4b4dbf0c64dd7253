package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kexec.AssembledProgram;

/**
 * The BIOS's map of memory, as it tells it itself: {@code real/e820.S}. Source: ACPI 6.5, 15.1 and
 * table 15.5.
 */
public record FirmwareMap(List<Entry> entries) {
  private static final int ENTRY_SIZE = 24;
  private static final long FAILED = 0x8000_0000L;

  public FirmwareMap {
    entries = List.copyOf(entries);
  }

  /**
   * One range.
   *
   * @param start physical address
   * @param length bytes
   * @param type as the BIOS numbers it
   * @param attributes extended ones; 1 where the BIOS gives none
   */
  public record Entry(long start, long length, long type, long attributes) {
    /** What kind of memory, in words. */
    public String kind() {
      return switch ((int) type) {
        case 1 -> "RAM";
        case 2 -> "reserved";
        case 3 -> "ACPI tables";
        case 4 -> "ACPI non-volatile storage";
        case 5 -> "unusable";
        case 6 -> "disabled";
        case 7 -> "persistent";
        default -> "type " + type;
      };
    }
  }

  /** The program that reads it. */
  public static PhysicalProgram program() throws IOException {
    return new PhysicalProgram(
        AssembledProgram.resource("real/e820.bin"), new byte[0], EntryMode.REAL, 0);
  }

  /**
   * What the program told.
   *
   * @param value that it returned
   * @throws PhysicalException if the BIOS has no such map
   */
  public static FirmwareMap of(long value, byte[] output) throws PhysicalException {
    if ((value & FAILED) != 0) {
      throw new PhysicalException(
          "INT 15h, AX=E820h: the BIOS has no map of memory (AH=0x%02x); a machine that was booted"
                  .formatted(value & 0xff)
              + " by UEFI may have no BIOS");
    }
    ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    List<Entry> entries = new ArrayList<>();
    for (int at = 0; at + ENTRY_SIZE <= output.length; at += ENTRY_SIZE) {
      entries.add(
          new Entry(
              bytes.getLong(at),
              bytes.getLong(at + 8),
              Integer.toUnsignedLong(bytes.getInt(at + 16)),
              Integer.toUnsignedLong(bytes.getInt(at + 20))));
    }
    return new FirmwareMap(entries);
  }
}
