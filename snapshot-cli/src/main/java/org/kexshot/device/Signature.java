package org.kexshot.device;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.kexshot.io.ByteRegion;

/** Bytes by which it is known what a device holds. */
final class Signature {
  private final String contents;
  private final Places places;
  private final ByteBuffer bytes;

  private Signature(String contents, Places places, byte[] bytes) {
    this.contents = contents;
    this.places = places;
    this.bytes = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /**
   * Given by its characters.
   *
   * @param contents what the device holds, with an article
   */
  static Signature text(String contents, Places places, String characters) {
    return new Signature(contents, places, characters.getBytes(StandardCharsets.ISO_8859_1));
  }

  /**
   * Given by its bytes as they lie on the device.
   *
   * @param hexadecimal two digits a byte
   */
  static Signature bytes(String contents, Places places, String hexadecimal) {
    return new Signature(contents, places, HexFormat.of().parseHex(hexadecimal));
  }

  /** Looks at each of its places: one read for each. */
  List<FoundSignature> findOn(ByteRegion device) throws IOException {
    List<FoundSignature> found = new ArrayList<>();
    int length = bytes.remaining();
    for (long offset : places.on(device.length()).toArray()) {
      if (device.holds(offset, length) && device.little(offset, length).equals(bytes)) {
        found.add(new FoundSignature(contents, offset, length));
      }
    }
    return found;
  }
}
