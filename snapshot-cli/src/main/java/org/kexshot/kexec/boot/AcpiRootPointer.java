package org.kexshot.kexec.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Finds ACPI's root pointer (RSDP) for B, whose own search would miss one in the extended BIOS data
 * area: the word that points there lies in the low memory that the jump exchanges. Source: ACPI
 * specification 6.4, 5.2.5.1.
 */
public final class AcpiRootPointer {
  private static final int BOOT_PARAMS_RSDP = 0x70;
  private static final int EBDA_SEGMENT = 0x40e;
  private static final long BIOS_START = 0xe0000;
  private static final long BIOS_END = 0x100000;

  private AcpiRootPointer() {}

  /** Its physical address, or 0 if nothing tells it and B has to search. */
  public static long find(byte[] bootParameters) throws IOException {
    if (bootParameters.length >= BOOT_PARAMS_RSDP + 8) {
      long told =
          ByteBuffer.wrap(bootParameters).order(ByteOrder.LITTLE_ENDIAN).getLong(BOOT_PARAMS_RSDP);
      if (told != 0) {
        return told;
      }
    }
    Path efi = Path.of("/sys/firmware/efi/systab");
    if (Files.isReadable(efi)) {
      for (String line : Files.readAllLines(efi)) {
        if (line.startsWith("ACPI20=0x")) {
          return Long.parseUnsignedLong(line.substring("ACPI20=0x".length()), 16);
        }
      }
    }
    Path memory = Path.of("/dev/mem");
    if (!Files.isReadable(memory)) {
      return 0;
    }
    try (FileChannel channel = FileChannel.open(memory, StandardOpenOption.READ)) {
      long ebda = Short.toUnsignedLong(read(channel, EBDA_SEGMENT, 2).getShort(0)) << 4;
      long found = ebda >= 0x80000 && ebda < 0xa0000 ? search(channel, ebda, ebda + 1024) : 0;
      return found != 0 ? found : search(channel, BIOS_START, BIOS_END);
    }
  }

  private static long search(FileChannel memory, long start, long end) throws IOException {
    ByteBuffer bytes = read(memory, start, (int) (end - start));
    byte[] signature = "RSD PTR ".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i + 20 <= bytes.limit(); i += 16) {
      if (bytes.slice(i, 8).equals(ByteBuffer.wrap(signature))) {
        int sum = 0;
        for (int j = 0; j < 20; j++) {
          sum += bytes.get(i + j);
        }
        if ((sum & 0xff) == 0) {
          return start + i;
        }
      }
    }
    return 0;
  }

  private static ByteBuffer read(FileChannel memory, long address, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && memory.read(bytes, address + bytes.position()) > 0) {}
    return bytes.flip();
  }
}
