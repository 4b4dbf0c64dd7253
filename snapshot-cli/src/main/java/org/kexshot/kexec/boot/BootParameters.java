package org.kexshot.kexec.boot;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.PhysicalRange;

/**
 * The "zero page" that a kernel is booted with. Source: {@code Documentation/x86/zero-page.rst} and
 * {@code boot.rst}.
 */
public final class BootParameters {
  static final int SIZE = 4096;

  private static final int SCREEN_INFO_SIZE = 0x40;
  private static final int ACPI_RSDP_ADDR = 0x70;
  private static final int EXT_RAMDISK_IMAGE = 0xc0;
  private static final int EXT_RAMDISK_SIZE = 0xc4;
  private static final int EXT_CMD_LINE_PTR = 0xc8;
  private static final int E820_ENTRIES = 0x1e8;
  private static final int VID_MODE = 0x1fa;
  private static final int TYPE_OF_LOADER = 0x210;
  private static final int LOADFLAGS = 0x211;
  private static final int CODE32_START = 0x214;
  private static final int RAMDISK_IMAGE = 0x218;
  private static final int RAMDISK_SIZE = 0x21c;
  private static final int CMD_LINE_PTR = 0x228;
  private static final int E820_TABLE = 0x2d0;
  private static final int LOADER_UNKNOWN = 0xff;
  private static final int VIDEO_NORMAL = 0xffff;
  private static final int LOADED_HIGH = 1;
  private static final int CAN_USE_HEAP = 0x80;

  /** What a kernel without a setup header of its own is told that it had. */
  private static final int HEADER_MAGIC = 0x202;

  private static final int VERSION = 0x206;
  private static final int HDRS = 0x53726448;
  private static final int UNCOMPRESSED_VERSION = 0x020c;

  private BootParameters() {}

  /**
   * Lays out the zero page.
   *
   * @param kernel the kernel whose setup header is taken over
   * @param loadAddress physical address of its protected-mode code
   * @param initrd where the initial RAM disk lies
   * @param commandLine physical address of the NUL-terminated command line
   * @param rsdp physical address of ACPI's root pointer, 0 if it is to be searched for
   * @param running the running kernel's own boot_params, from which the screen is taken over; may
   *     be empty
   */
  public static byte[] build(
      BzImage kernel,
      long loadAddress,
      PhysicalRange initrd,
      long commandLine,
      long rsdp,
      E820 memory,
      byte[] running) {
    ByteBuffer page = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    page.put(BzImage.setupHeaderStart(), kernel.setupHeader());
    page.put(LOADFLAGS, (byte) ((kernel.loadFlags() | LOADED_HIGH) & ~CAN_USE_HEAP));
    page.putInt(CODE32_START, (int) loadAddress);
    return filled(page, initrd, commandLine, rsdp, memory, running);
  }

  /**
   * Lays out the zero page of a kernel that has no setup header of its own, a {@code vmlinux}.
   * Parameters as of {@link #build}.
   */
  public static byte[] buildUncompressed(
      PhysicalRange initrd, long commandLine, long rsdp, E820 memory, byte[] running) {
    ByteBuffer page = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(HEADER_MAGIC, HDRS);
    page.putShort(VERSION, (short) UNCOMPRESSED_VERSION);
    page.put(LOADFLAGS, (byte) LOADED_HIGH);
    return filled(page, initrd, commandLine, rsdp, memory, running);
  }

  private static byte[] filled(
      ByteBuffer page,
      PhysicalRange initrd,
      long commandLine,
      long rsdp,
      E820 memory,
      byte[] running) {
    if (running.length >= SCREEN_INFO_SIZE) {
      page.put(0, running, 0, SCREEN_INFO_SIZE);
    }
    page.putLong(ACPI_RSDP_ADDR, rsdp);
    page.put(TYPE_OF_LOADER, (byte) LOADER_UNKNOWN);
    page.putShort(VID_MODE, (short) VIDEO_NORMAL);
    putHalves(page, RAMDISK_IMAGE, EXT_RAMDISK_IMAGE, initrd.start());
    putHalves(page, RAMDISK_SIZE, EXT_RAMDISK_SIZE, initrd.length());
    putHalves(page, CMD_LINE_PTR, EXT_CMD_LINE_PTR, commandLine);
    page.put(E820_ENTRIES, (byte) memory.entries().size());
    page.put(E820_TABLE, memory.encode());
    return page.array();
  }

  private static void putHalves(ByteBuffer page, int low, int high, long value) {
    page.putInt(low, (int) value);
    page.putInt(high, (int) (value >>> 32));
  }
}
