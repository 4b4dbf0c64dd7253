package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Where the old timer's interrupts go. Source: ACPI 6.5, 5.2.12 (MADT); IA-PC HPET 1.0a, 3.2.4.
 *
 * @param ioApic physical address of the I/O APIC's registers
 * @param pin of it
 * @param hpet physical address of the HPET's registers; 0 if there is none
 */
public record TimerRoute(long ioApic, int pin, long hpet) {
  private static final Path TABLES = Path.of("/sys/firmware/acpi/tables");
  private static final int HEADER = 44;
  private static final int IO_APIC = 1;
  private static final int OVERRIDE = 2;
  private static final int HPET_ADDRESS = 44;

  /** Where they have been on nearly every machine since there are I/O APICs. */
  static final TimerRoute USUAL = new TimerRoute(0xfec0_0000L, 2, 0);

  /** That of this machine, as its firmware's tables tell it; else the usual one. */
  public static TimerRoute read() throws IOException {
    return of(table("APIC"), table("HPET"));
  }

  private static ByteBuffer table(String name) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(TABLES.resolve(name));
    } catch (NoSuchFileException e) {
      bytes = new byte[0];
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * What tables tell.
   *
   * @param madt little-endian; empty if there is none
   * @param hpet little-endian; empty if there is none
   */
  static TimerRoute of(ByteBuffer madt, ByteBuffer hpet) {
    long timer = hpet.limit() < HPET_ADDRESS + Long.BYTES ? 0 : hpet.getLong(HPET_ADDRESS);
    if (timer < 0 || timer >= 1L << 32) {
      timer = 0;
    }
    int interrupt = 0;
    for (int at = HEADER; at + 2 <= madt.limit(); at += length(madt, at)) {
      if (madt.get(at) == OVERRIDE && at + 8 <= madt.limit() && madt.get(at + 3) == 0) {
        interrupt = madt.getInt(at + 4);
      }
    }
    long address = 0;
    int first = 0;
    for (int at = HEADER; at + 2 <= madt.limit(); at += length(madt, at)) {
      if (madt.get(at) == IO_APIC && at + 12 <= madt.limit()) {
        int base = madt.getInt(at + 8);
        if (base <= interrupt && (address == 0 || base > first)) {
          address = Integer.toUnsignedLong(madt.getInt(at + 4));
          first = base;
        }
      }
    }
    return address == 0
        ? new TimerRoute(USUAL.ioApic, USUAL.pin, timer)
        : new TimerRoute(address, interrupt - first, timer);
  }

  /** An entry says how long it is; one that says nonsense is the last. */
  private static int length(ByteBuffer madt, int at) {
    int length = Byte.toUnsignedInt(madt.get(at + 1));
    return length < 2 ? madt.limit() : length;
  }
}
