package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kexec.AssembledProgram;

/**
 * What the BIOS says of its disks: {@code real/edd.S}. Source: BIOS Enhanced Disk Drive
 * Specification 3.0, 8.20 and 8.21.
 */
public record BiosDisks(List<Disk> disks) {
  private static final int HEAD = 6;
  private static final int ENTRY_SIZE = 80;

  /** Stands before what tells of the bus. Whether that is there the length does not tell. */
  private static final int KEY = 0xbedd;

  public BiosDisks {
    disks = List.copyOf(disks);
  }

  /**
   * A disk.
   *
   * @param number as the BIOS's calls take it, from 0x80 on
   * @param version of the services, as the BIOS codes it, e.g. 0x30
   * @param error in AH, where the BIOS does not tell its parameters; else 0
   * @param sectors in all
   * @param bytesPerSector of a sector
   * @param bus by which the BIOS reaches the host, e.g. {@code PCI}; empty where it does not say
   * @param attachment by which the host reaches the disk, e.g. {@code ATA}, {@code SCSI}
   */
  public record Disk(
      int number,
      int version,
      int error,
      long sectors,
      int bytesPerSector,
      String bus,
      String attachment) {}

  /** The program that reads it. */
  public static PhysicalProgram program() throws IOException {
    return new PhysicalProgram(
        AssembledProgram.resource("real/edd.bin"), new byte[0], EntryMode.REAL, 0);
  }

  /** What the program told. */
  public static BiosDisks of(byte[] output) {
    ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    List<Disk> disks = new ArrayList<>();
    for (int at = 0; at + ENTRY_SIZE <= output.length; at += ENTRY_SIZE) {
      int parameters = at + HEAD;
      boolean bus = Short.toUnsignedInt(bytes.getShort(parameters + 30)) == KEY;
      disks.add(
          new Disk(
              Byte.toUnsignedInt(bytes.get(at)),
              Byte.toUnsignedInt(bytes.get(at + 1)),
              Byte.toUnsignedInt(bytes.get(at + 2)),
              bytes.getLong(parameters + 16),
              Short.toUnsignedInt(bytes.getShort(parameters + 24)),
              bus ? text(output, parameters + 36, 4) : "",
              bus ? text(output, parameters + 40, 8) : ""));
    }
    return new BiosDisks(disks);
  }

  private static String text(byte[] bytes, int at, int length) {
    return new String(bytes, at, length, StandardCharsets.ISO_8859_1)
        .replaceAll("[^\\x21-\\x7e]", "");
  }
}
