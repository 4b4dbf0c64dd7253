package org.kexshot.hibernate.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the system that resumes another tells it: the time. It lies on a page of the resumed one's,
 * who wrote its request's id there before it was stopped:
 *
 * <pre>
 *  0  8 bytes   "KXCLOCK1"
 *  8  16 bytes  id of the request, most significant half first
 * 24  u64       0, or 1 when what follows was told
 * 32  u64       wall clock, nanoseconds since 1970
 * 40  u64       what the time-stamp counter showed then; 0 if there is none
 * </pre>
 *
 * @param realtime wall clock
 * @param counter of the time-stamp counter at that instant; 0 if it was not read
 */
public record ClockNote(Instant realtime, long counter) {
  private static final byte[] MAGIC = "KXCLOCK1".getBytes(StandardCharsets.US_ASCII);
  private static final int ID = 8;
  private static final int TOLD = 24;
  private static final int REALTIME = 32;
  private static final int COUNTER = 40;
  private static final long SECOND = 1_000_000_000L;

  /** Prepares a page for it. */
  public static void prepare(ByteBuffer page, UUID request) {
    ByteBuffer bytes = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(0, MAGIC);
    bytes.putLong(ID, request.getMostSignificantBits());
    bytes.putLong(ID + Long.BYTES, request.getLeastSignificantBits());
    bytes.putLong(TOLD, 0);
  }

  /** Whether a page was prepared for it. */
  public static boolean isPrepared(ByteBuffer page, UUID request) {
    ByteBuffer bytes = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return ByteBuffer.wrap(MAGIC).equals(bytes.slice(0, MAGIC.length))
        && bytes.getLong(ID) == request.getMostSignificantBits()
        && bytes.getLong(ID + Long.BYTES) == request.getLeastSignificantBits();
  }

  /** Writes it to a page that was prepared. */
  public void writeTo(ByteBuffer page) {
    ByteBuffer bytes = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(REALTIME, realtime.getEpochSecond() * SECOND + realtime.getNano());
    bytes.putLong(COUNTER, counter);
    bytes.putLong(TOLD, 1);
  }

  /** Empty if nothing was told. */
  public static Optional<ClockNote> read(ByteBuffer page, UUID request) {
    ByteBuffer bytes = page.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    if (!isPrepared(page, request) || bytes.getLong(TOLD) != 1) {
      return Optional.empty();
    }
    long nanos = bytes.getLong(REALTIME);
    return Optional.of(
        new ClockNote(
            Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND), bytes.getLong(COUNTER)));
  }
}
