package org.kexshot.format.lime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import org.kexshot.compress.Codec;
import org.kexshot.compress.Codecs;
import org.kexshot.format.DumpFormatException;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;

/**
 * What snappy frame streams unpack to, one after the other, as a region that is read by position.
 * Keeps 24 bytes for each frame of up to 64 KiB, and the frames unpacked last. Source: {@code
 * framing_format.txt} of snappy.
 */
final class SnappyFrames implements ByteRegion {
  private static final int COMPRESSED = 0x00;
  private static final int UNCOMPRESSED = 0x01;
  private static final int FIRST_SKIPPABLE = 0x80;
  private static final int FRAME_HEADER_SIZE = 4;
  private static final int CHECKSUM_SIZE = 4;
  private static final int LARGEST_FRAME = 1 << 16;
  private static final int SLOTS = 32;

  /** An unpacked frame, immutable once made. */
  private record Frame(int index, byte[] bytes) {}

  private final ByteRegion stream;
  private final AtomicReferenceArray<Frame> cache = new AtomicReferenceArray<>(SLOTS);
  private long[] starts = new long[64];
  // Of each frame's checksum; negative where the frame's bytes are as they are.
  private long[] positions = new long[64];
  private int[] sizes = new int[64];
  private int[] unpackedSizes = new int[64];
  private int count;
  private long length;

  SnappyFrames(ByteRegion stream) {
    this.stream = stream;
  }

  /**
   * Indexes the frames of a stream until they unpack to {@code unpacked} bytes, or the file ends.
   * {@link #length} grows by what they do unpack to.
   *
   * @return offset of the first byte after them
   */
  long append(long offset, long unpacked) throws IOException {
    long end = length + unpacked;
    long at = offset;
    while (length < end && stream.length() - at >= FRAME_HEADER_SIZE) {
      int header = stream.little(at, FRAME_HEADER_SIZE).getInt();
      int type = header & 0xff;
      int size = header >>> 8;
      long data = at + FRAME_HEADER_SIZE;
      at = data + size;
      boolean holdsData = type == COMPRESSED || type == UNCOMPRESSED;
      if (!holdsData && type < FIRST_SKIPPABLE) {
        throw new DumpFormatException(
            stream.name(),
            data - FRAME_HEADER_SIZE,
            "a snappy frame of type 0x%x; 0 (packed) or 1 (as it is) expected".formatted(type));
      }
      if (at > stream.length()) {
        break;
      }
      if (holdsData) {
        add(data, size, type, end);
      }
    }
    return at;
  }

  private void add(long data, int size, int type, long end) throws IOException {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      positions = Arrays.copyOf(positions, 2 * count);
      sizes = Arrays.copyOf(sizes, 2 * count);
      unpackedSizes = Arrays.copyOf(unpackedSizes, 2 * count);
    }
    int unpacked = unpackedSize(data, size, type);
    if (unpacked <= 0 || unpacked > LARGEST_FRAME || unpacked > end - length) {
      throw new DumpFormatException(
          stream.name(),
          data,
          "a snappy frame of %d bytes unpacked; 1 to %d expected"
              .formatted(unpacked, Math.min(LARGEST_FRAME, end - length)));
    }
    starts[count] = length;
    positions[count] = type == COMPRESSED ? data : -data;
    unpackedSizes[count] = unpacked;
    sizes[count++] = size;
    length += unpacked;
  }

  private int unpackedSize(long data, int size, int type) throws IOException {
    if (size <= CHECKSUM_SIZE) {
      return 0;
    }
    if (type == UNCOMPRESSED) {
      return size - CHECKSUM_SIZE;
    }
    // A packed block begins with the size it unpacks to, seven bits a byte.
    int bytes = Math.min(5, size - CHECKSUM_SIZE);
    ByteBuffer varint = stream.little(data + CHECKSUM_SIZE, bytes);
    long value = 0;
    for (int shift = 0; varint.hasRemaining(); shift += 7) {
      byte next = varint.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return (int) Math.min(value, Integer.MAX_VALUE);
      }
    }
    return 0;
  }

  @Override
  public String name() {
    return stream.name();
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public long presentEnd(long position) {
    long at = position;
    for (int index = indexAt(at); index >= 0 && at < endOf(index) && at < length; ) {
      at = endOf(index);
      index = index + 1 < count && starts[index + 1] == at ? index + 1 : -1;
    }
    return at;
  }

  @Override
  public long nextPresent(long position) {
    int index = indexAt(position);
    if (index >= 0 && position < endOf(index)) {
      return position;
    }
    return index + 1 < count ? starts[index + 1] : length;
  }

  /** The last frame that begins at or before a position, or -1. */
  private int indexAt(long position) {
    int found = Arrays.binarySearch(starts, 0, count, position);
    return found >= 0 ? found : -found - 2;
  }

  private long endOf(int index) {
    return starts[index] + unpackedSizes[index];
  }

  @Override
  public void read(long position, ByteBuffer into) throws IOException {
    checkRange(position, into.remaining());
    long at = position;
    while (into.hasRemaining()) {
      int index = indexAt(at);
      byte[] bytes = index < 0 ? new byte[0] : frame(index);
      int inFrame = index < 0 ? 0 : (int) Math.min(at - starts[index], bytes.length);
      int chunk = Math.min(into.remaining(), bytes.length - inFrame);
      if (chunk == 0) {
        throw new TruncatedException(name(), at, into.remaining(), at);
      }
      into.put(bytes, inFrame, chunk);
      at += chunk;
    }
  }

  private byte[] frame(int index) throws IOException {
    int slot = index & SLOTS - 1;
    Frame cached = cache.get(slot);
    if (cached == null || cached.index != index) {
      cached = new Frame(index, unpack(index));
      cache.set(slot, cached);
    }
    return cached.bytes;
  }

  private byte[] unpack(int index) throws IOException {
    boolean packed = positions[index] > 0;
    long at = Math.abs(positions[index]);
    ByteBuffer frame = stream.little(at, sizes[index]);
    int checksum = frame.getInt(0);
    byte[] bytes;
    if (packed) {
      bytes = new byte[unpackedSize(at, sizes[index], COMPRESSED)];
      decompress(frame.array(), bytes, at);
    } else {
      bytes = Arrays.copyOfRange(frame.array(), CHECKSUM_SIZE, frame.limit());
    }
    if (masked(bytes) != checksum) {
      throw new DumpFormatException(
          stream.name(),
          at,
          "checksum 0x%x of a snappy frame; 0x%x expected".formatted(masked(bytes), checksum));
    }
    return bytes;
  }

  private void decompress(byte[] frame, byte[] into, long at) throws DumpFormatException {
    try (Codec snappy = Codecs.snappy()) {
      snappy.unpack(frame, CHECKSUM_SIZE, frame.length - CHECKSUM_SIZE, into, 0, into.length);
    } catch (DataFormatException e) {
      throw new DumpFormatException(
          stream.name(), at, "snappy data that does not unpack: " + e.getMessage());
    }
  }

  private static int masked(byte[] bytes) {
    CRC32C checksum = new CRC32C();
    checksum.update(bytes, 0, bytes.length);
    return Integer.rotateRight((int) checksum.getValue(), 15) + 0xa282_ead8;
  }
}
