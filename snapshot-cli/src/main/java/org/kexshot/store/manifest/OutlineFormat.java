package org.kexshot.store.manifest;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.kexshot.store.file.Magic;
import org.kexshot.store.page.PackSummary;

/**
 * The file of outlines, declared once for writer and reader. All numbers are little-endian; a text
 * is its length u32 and UTF-8, and a text that may be missing has a byte 0 or 1 before it.
 *
 * <pre>
 * header    magic "kexslist" (8), version u32 = 2, outlines u32
 * outlines  sequence u32, id as text, label as text, seconds u64 and nanoseconds u32 since 1970,
 *           whether it was taken live u8, kernel as a text that may be missing, kept pages u64, new bytes u64,
 *           tags u32, of each key and value as texts,
 *           hashes of the types and of the System.map as texts that may be missing,
 *           packs u32, of each number u32, pages u64, bytes u64, hash as text
 * footer    CRC-32 of all before u32
 * </pre>
 *
 * A checksum is enough: whoever could write a wrong list could write any other file as well, and
 * {@code verify} holds the list to the manifests. In an encrypted repository it is sealed.
 */
final class OutlineFormat {
  private static final long MAGIC = Magic.of("kexslist");
  private static final int VERSION = 2;
  private static final int HEADER_SIZE = 16;
  private static final int FOOTER_SIZE = 4;

  private OutlineFormat() {}

  /** As a file. */
  static ByteBuffer bytes(Collection<Outline> outlines) {
    Writer writer = new Writer(256 * outlines.size() + HEADER_SIZE + FOOTER_SIZE);
    writer.room(HEADER_SIZE).putLong(MAGIC).putInt(VERSION).putInt(outlines.size());
    outlines.forEach(writer::outline);
    ByteBuffer bytes = writer.room(FOOTER_SIZE);
    bytes.putInt(crc(bytes.duplicate().flip()));
    return bytes.flip();
  }

  /**
   * Reads a file.
   *
   * @return empty if it is not as it was written
   */
  static Optional<List<Outline>> read(byte[] file) {
    int end = file.length - FOOTER_SIZE;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (end < HEADER_SIZE
        || bytes.getInt(end) != crc(ByteBuffer.wrap(file, 0, end))
        || bytes.getLong() != MAGIC
        || bytes.getInt() != VERSION) {
      return Optional.empty();
    }
    bytes.limit(end);
    try {
      List<Outline> outlines = new ArrayList<>();
      for (int left = bytes.getInt(); left > 0; left--) {
        outlines.add(outline(bytes));
      }
      return bytes.hasRemaining() ? Optional.empty() : Optional.of(outlines);
    } catch (BufferUnderflowException | DateTimeException | IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  private static int crc(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static Outline outline(ByteBuffer bytes) {
    return new Outline(
        new SnapshotName(bytes.getInt(), text(bytes)),
        text(bytes),
        Instant.ofEpochSecond(bytes.getLong(), bytes.getInt()),
        bytes.get() != 0,
        optionalText(bytes),
        bytes.getLong(),
        bytes.getLong(),
        tags(bytes),
        debugFiles(bytes),
        packs(bytes));
  }

  private static String text(ByteBuffer bytes) {
    int length = bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    int start = bytes.position();
    bytes.position(start + length);
    return new String(bytes.array(), start, length, StandardCharsets.UTF_8);
  }

  private static Optional<String> optionalText(ByteBuffer bytes) {
    return bytes.get() == 0 ? Optional.empty() : Optional.of(text(bytes));
  }

  private static Map<String, String> tags(ByteBuffer bytes) {
    int left = bytes.getInt();
    if (left == 0) {
      return Map.of();
    }
    Map<String, String> tags = new TreeMap<>();
    for (; left > 0; left--) {
      tags.put(text(bytes), text(bytes));
    }
    return tags;
  }

  private static DebugFileHashes debugFiles(ByteBuffer bytes) {
    DebugFileHashes hashes = new DebugFileHashes(optionalText(bytes), optionalText(bytes));
    return hashes.isEmpty() ? DebugFileHashes.NONE : hashes;
  }

  private static List<PackSummary> packs(ByteBuffer bytes) {
    int left = bytes.getInt();
    if (left == 0) {
      return List.of();
    }
    List<PackSummary> packs = new ArrayList<>();
    for (; left > 0; left--) {
      int number = bytes.getInt();
      long pages = bytes.getLong();
      long length = bytes.getLong();
      packs.add(new PackSummary(number, text(bytes), pages, length));
    }
    return packs;
  }

  /** Bytes that grow. */
  private static final class Writer {
    private ByteBuffer bytes;

    Writer(int expected) {
      bytes = ByteBuffer.allocate(expected).order(ByteOrder.LITTLE_ENDIAN);
    }

    ByteBuffer room(int more) {
      if (bytes.remaining() < more) {
        int capacity = Math.max(bytes.position() + more, 2 * bytes.capacity());
        bytes = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
      }
      return bytes;
    }

    private void text(String text) {
      byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
      room(4 + encoded.length).putInt(encoded.length).put(encoded);
    }

    private void optionalText(Optional<String> text) {
      room(1).put((byte) (text.isPresent() ? 1 : 0));
      text.ifPresent(this::text);
    }

    void outline(Outline outline) {
      room(4).putInt(outline.name().sequence());
      text(outline.name().id());
      text(outline.label());
      room(12).putLong(outline.time().getEpochSecond()).putInt(outline.time().getNano());
      room(1).put((byte) (outline.live() ? 1 : 0));
      optionalText(outline.kernel());
      room(20)
          .putLong(outline.keptPages())
          .putLong(outline.newBytes())
          .putInt(outline.tags().size());
      outline
          .tags()
          .forEach(
              (key, value) -> {
                text(key);
                text(value);
              });
      optionalText(outline.debugFiles().btf());
      optionalText(outline.debugFiles().systemMap());
      room(4).putInt(outline.packs().size());
      for (PackSummary pack : outline.packs()) {
        room(20).putInt(pack.number()).putLong(pack.pages()).putLong(pack.bytes());
        text(pack.sha256());
      }
    }
  }
}
