package org.kexshot.format.flattened;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The one declaration of the flattened format that reader and writer use. */
final class FlattenedLayout {
  static final int HEADER_SIZE = 4096;
  static final int SIGNATURE_SIZE = 16;
  static final int TYPE = 16;
  static final int VERSION = 24;
  static final long TYPE_FLAT = 1;
  static final long VERSION_CURRENT = 1;
  static final int RECORD_HEADER_SIZE = 16;

  /** Offset and size of the record that ends the stream. */
  static final long END = -1;

  private FlattenedLayout() {}

  static byte[] signature() {
    byte[] signature = new byte[SIGNATURE_SIZE];
    byte[] name = "makedumpfile".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(name, 0, signature, 0, name.length);
    return signature;
  }

  static ByteBuffer header() {
    return ByteBuffer.allocate(HEADER_SIZE)
        .put(0, signature())
        .putLong(TYPE, TYPE_FLAT)
        .putLong(VERSION, VERSION_CURRENT);
  }
}
