package org.kexshot.capture.channel;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.kexshot.linux.RawDevice;

/**
 * One checked block on the snapshot device, of 4096 bytes unless more are said, holding names and
 * values:
 *
 * <pre>
 *  0  8 bytes  magic, e.g. "KXREQST1"; its last character is the layout's version
 *  8  u32      length n of the text in bytes, little-endian
 * 12  u32      CRC-32 of the text, little-endian
 * 16  n bytes  text: UTF-8 lines "name=value" as java.util.Properties reads them
 * </pre>
 */
public final class Block {
  static final int SIZE = 4096;
  private static final int HEADER = 16;

  private Block() {}

  static byte[] encode(String magic, Map<String, String> values) throws IOException {
    return encode(magic, values, SIZE);
  }

  /**
   * The bytes of a block.
   *
   * @param size of the block in bytes
   * @throws IOException if the values do not fit
   */
  public static byte[] encode(String magic, Map<String, String> values, int size)
      throws IOException {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(values)
        .forEach((name, value) -> text.append(name).append('=').append(escape(value)).append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > size - HEADER) {
      throw new IOException(
          "%s block of %d bytes: at most %d fit".formatted(magic, bytes.length, size - HEADER));
    }
    ByteBuffer block = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    block.put(magic.getBytes(StandardCharsets.US_ASCII));
    block.putInt(bytes.length);
    block.putInt(checksum(bytes));
    block.put(bytes);
    return block.array();
  }

  /** Empty if the bytes are no such block, or one that was damaged. */
  public static Optional<Map<String, String>> decode(String magic, byte[] bytes)
      throws IOException {
    ByteBuffer block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    byte[] found = new byte[8];
    block.get(found);
    int length = block.getInt();
    int checksum = block.getInt();
    if (!magic.equals(new String(found, StandardCharsets.US_ASCII))
        || length < 0
        || length > bytes.length - HEADER) {
      return Optional.empty();
    }
    byte[] text = new byte[length];
    block.get(text);
    if (checksum(text) != checksum) {
      return Optional.empty();
    }
    Properties properties = new Properties();
    properties.load(new StringReader(new String(text, StandardCharsets.UTF_8)));
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(n -> values.put(n, properties.getProperty(n)));
    return Optional.of(values);
  }

  /** Puts a block on the medium. */
  public static void write(RawDevice device, long offset, byte[] block) throws IOException {
    device.buffer().clear().put(block);
    device.write(offset, block.length);
    device.flush();
  }

  static byte[] read(RawDevice device, long offset) throws IOException {
    return read(device, offset, SIZE);
  }

  /** Reads a block of that size. */
  public static byte[] read(RawDevice device, long offset, int size) throws IOException {
    device.read(offset, size);
    byte[] block = new byte[size];
    device.buffer().clear().get(block);
    return block;
  }

  private static int checksum(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /** As {@link Properties#load} reads it back: it would take white space before a value away. */
  private static String escape(String value) {
    String text =
        value
            .replace("\\", "\\\\")
            .replace("\n", "\\n")
            .replace("\r", "\\r")
            .replace("\t", "\\t")
            .replace("\f", "\\f");
    return text.startsWith(" ") ? "\\" + text : text;
  }
}
