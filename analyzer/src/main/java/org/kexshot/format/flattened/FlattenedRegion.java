package org.kexshot.format.flattened;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.kexshot.format.DumpFormatException;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;

/**
 * The file that a flattened stream stands for, read in place. Opening walks the records' headers
 * and keeps 24 bytes for each; a read costs a binary search over them. Bytes that no record carries
 * are missing, not zero.
 */
public final class FlattenedRegion implements ByteRegion {
  private final ByteRegion stream;
  private final RecordIndex index;
  private final boolean complete;

  private FlattenedRegion(ByteRegion stream, RecordIndex index, boolean complete) {
    this.stream = stream;
    this.index = index;
    this.complete = complete;
  }

  /** Whether the region begins as a flattened stream does. */
  public static boolean recognizes(ByteRegion region) throws IOException {
    int size = FlattenedLayout.SIGNATURE_SIZE;
    return region.length() >= size
        && Arrays.equals(region.little(0, size).array(), FlattenedLayout.signature());
  }

  /**
   * Indexes a stream. One that breaks off is taken as far as it goes.
   *
   * @throws DumpFormatException if the header or a record is impossible
   */
  public static FlattenedRegion open(ByteRegion stream) throws IOException {
    ByteBuffer header = stream.big(0, FlattenedLayout.VERSION + 8);
    long type = header.getLong(FlattenedLayout.TYPE);
    long version = header.getLong(FlattenedLayout.VERSION);
    if (type != FlattenedLayout.TYPE_FLAT || version != FlattenedLayout.VERSION_CURRENT) {
      throw new DumpFormatException(
          stream.name(),
          FlattenedLayout.TYPE,
          "flattened type %d, version %d; type 1, version 1 expected".formatted(type, version));
    }
    RecordIndex.Builder records = new RecordIndex.Builder();
    ByteBuffer record = ByteBuffer.allocate(FlattenedLayout.RECORD_HEADER_SIZE);
    long at = FlattenedLayout.HEADER_SIZE;
    while (at <= stream.length() - FlattenedLayout.RECORD_HEADER_SIZE) {
      stream.read(at, record.clear());
      long offset = record.getLong(0);
      long size = record.getLong(8);
      if (offset == FlattenedLayout.END && size == FlattenedLayout.END) {
        return new FlattenedRegion(stream, records.build(), true);
      }
      if (offset < 0 || size < 0 || size > Long.MAX_VALUE - offset) {
        throw new DumpFormatException(
            stream.name(),
            at,
            "a record of %d bytes for offset %d; both at least 0, or -1 at the end, expected"
                .formatted(size, offset));
      }
      long data = at + FlattenedLayout.RECORD_HEADER_SIZE;
      long stored = Math.min(size, stream.length() - data);
      records.add(offset, stored, data);
      at = data + stored;
    }
    return new FlattenedRegion(stream, records.build(), false);
  }

  /** Says that the stream broke off, if its end mark was not there. */
  public List<String> problems() {
    return complete
        ? List.of()
        : List.of(
            "%s: incomplete: the flattened stream ends at 0x%x without its end mark"
                .formatted(name(), stream.length()));
  }

  @Override
  public String name() {
    return stream.name();
  }

  @Override
  public long length() {
    return index.end();
  }

  @Override
  public long presentEnd(long position) {
    long at = position;
    for (int run = index.find(at); run >= 0; run = index.find(at)) {
      at = index.endOf(run);
    }
    return at;
  }

  @Override
  public long nextPresent(long position) {
    return index.find(position) >= 0 ? position : index.startAfter(position);
  }

  @Override
  public boolean holds(long position, long length) {
    if (position < 0 || length < 0) {
      return false;
    }
    long at = position;
    for (int run = index.find(at); run >= 0 && at - position < length; run = index.find(at)) {
      at = index.endOf(run);
    }
    return at - position >= length;
  }

  @Override
  public void read(long position, ByteBuffer into) throws IOException {
    int limit = into.limit();
    long at = position;
    while (into.hasRemaining()) {
      int record = index.find(at);
      if (record < 0) {
        throw new TruncatedException(name(), at, into.remaining(), at);
      }
      int chunk = (int) Math.min(into.remaining(), index.endOf(record) - at);
      into.limit(into.position() + chunk);
      stream.read(index.positionOf(record, at), into);
      into.limit(limit);
      at += chunk;
    }
  }
}
