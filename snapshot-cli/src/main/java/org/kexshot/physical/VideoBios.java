package org.kexshot.physical;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kexec.AssembledProgram;

/**
 * What a video BIOS says of itself and its modes: {@code real/vbe.S}. Source: VESA BIOS Extension
 * Core Functions Standard 3.0, 4.3 and 4.4.
 *
 * @param version e.g. {@code 3.0}
 * @param memory bytes of video memory
 * @param modes that it lists and knows
 */
public record VideoBios(String version, long memory, List<Mode> modes) {
  private static final int INFO_SIZE = 512;
  private static final int MODE_SIZE = 256;
  private static final int SIGNATURE = 0x4153_4556;
  private static final long FAILED = 0x8000_0000L;
  private static final int SUPPORTED = 1;
  private static final int GRAPHICS = 0x10;
  private static final int LINEAR = 0x80;

  public VideoBios {
    modes = List.copyOf(modes);
  }

  /**
   * A mode.
   *
   * @param number as it is set
   * @param width pixels, or characters of a text mode
   * @param height likewise
   * @param bitsPerPixel 0 of some text modes
   * @param graphics whether it has pixels
   * @param supported whether the hardware can do it
   * @param frameBuffer physical address of its linear frame buffer; 0 if it has none
   * @param bytesPerLine of it
   */
  public record Mode(
      int number,
      int width,
      int height,
      int bitsPerPixel,
      boolean graphics,
      boolean supported,
      long frameBuffer,
      int bytesPerLine) {}

  /** The program that reads it. */
  public static PhysicalProgram program() throws IOException {
    return new PhysicalProgram(
        AssembledProgram.resource("real/vbe.bin"), new byte[0], EntryMode.REAL, 0);
  }

  /**
   * What the program told.
   *
   * @param value that it returned
   * @throws PhysicalException if there is no such BIOS
   */
  public static VideoBios of(long value, byte[] output) throws PhysicalException {
    ByteBuffer bytes = ByteBuffer.wrap(output).order(ByteOrder.LITTLE_ENDIAN);
    if ((value & FAILED) != 0 || output.length < INFO_SIZE || bytes.getInt(0) != SIGNATURE) {
      throw new PhysicalException(
          "INT 10h, AX=4F00h: there is no video BIOS with VESA's extension (AX=0x%04x)"
              .formatted(value & 0xffff));
    }
    List<Mode> modes = new ArrayList<>();
    for (int at = INFO_SIZE; at + 2 + MODE_SIZE <= output.length; at += 2 + MODE_SIZE) {
      modes.add(mode(Short.toUnsignedInt(bytes.getShort(at)), bytes, at + 2));
    }
    return new VideoBios(
        "%d.%d".formatted(bytes.get(5), bytes.get(4)),
        Short.toUnsignedLong(bytes.getShort(18)) << 16,
        modes);
  }

  private static Mode mode(int number, ByteBuffer bytes, int at) {
    int attributes = Short.toUnsignedInt(bytes.getShort(at));
    return new Mode(
        number,
        Short.toUnsignedInt(bytes.getShort(at + 18)),
        Short.toUnsignedInt(bytes.getShort(at + 20)),
        Byte.toUnsignedInt(bytes.get(at + 25)),
        (attributes & GRAPHICS) != 0,
        (attributes & SUPPORTED) != 0,
        (attributes & LINEAR) == 0 ? 0 : Integer.toUnsignedLong(bytes.getInt(at + 40)),
        Short.toUnsignedInt(bytes.getShort(at + 16)));
  }
}
