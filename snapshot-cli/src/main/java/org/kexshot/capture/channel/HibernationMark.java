package org.kexshot.capture.channel;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.address.Page;
import org.kexshot.linux.RawDevice;

/**
 * How far a hibernation got, and the shape of its image, which lies at {@link DeviceLayout#DUMP}:
 *
 * <pre>
 *  pages    those of A's pages that have contents, 4096 bytes each, in the order of their frames
 *  bitmap   of these frames, a bit for each frame from 0 on, up to a whole page
 *  bitmap   of the frames that hold zeros only, as long
 * </pre>
 *
 * <p>What is in neither bitmap A had free, or is the capture kernel's. {@link DumpSum} of all of it
 * is in the {@link Answer}.
 *
 * @param request whose image it is
 * @param state how far it got
 * @param returnAddress where A is entered, a physical address in its control page
 * @param pages in the image
 * @param zeroPages that are not in it, for they hold zeros
 * @param endPfn one past the highest frame
 */
public record HibernationMark(
    UUID request, State state, long returnAddress, long pages, long zeroPages, long endPfn) {
  /** How far a hibernation got. */
  public enum State {
    /** A asked for it. Found by A when it runs again: there is no image. */
    ASKED,
    /** The image is whole. From here on A runs only by resuming it. */
    COMPLETE,
    /** Another system has begun to resume it, so that it must not be resumed again. */
    USED
  }

  private static final String MAGIC = "KXHIBER1";

  /** Of a hibernation that was only asked for. */
  public static HibernationMark asked(UUID request) {
    return new HibernationMark(request, State.ASKED, 0, 0, 0, 0);
  }

  /** In another state. */
  public HibernationMark as(State other) {
    return new HibernationMark(request, other, returnAddress, pages, zeroPages, endPfn);
  }

  /** Bytes of each bitmap. */
  public static long bitmapSize(long endPfn) {
    return (endPfn + Byte.SIZE - 1) / Byte.SIZE + Page.SIZE - 1 & -(long) Page.SIZE;
  }

  /** Bytes of the pages, which is where the first bitmap begins. */
  public long pagesSize() {
    return pages * Page.SIZE;
  }

  /** Bytes of the image. */
  public long size() {
    return pagesSize() + 2 * bitmapSize(endPfn);
  }

  public void writeTo(RawDevice device) throws IOException {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("request", request.toString());
    values.put("state", state.name());
    values.put("return.address", Long.toHexString(returnAddress));
    values.put("pages", Long.toString(pages));
    values.put("zero.pages", Long.toString(zeroPages));
    values.put("end.pfn", Long.toString(endPfn));
    Block.write(device, DeviceLayout.HIBERNATION, Block.encode(MAGIC, values));
  }

  /** Empty if there is none, or a damaged one. */
  public static Optional<HibernationMark> readFrom(RawDevice device) throws IOException {
    return Block.decode(MAGIC, Block.read(device, DeviceLayout.HIBERNATION))
        .map(
            values ->
                new HibernationMark(
                    UUID.fromString(values.get("request")),
                    State.valueOf(values.get("state")),
                    Long.parseUnsignedLong(values.get("return.address"), 16),
                    Long.parseLong(values.get("pages")),
                    Long.parseLong(values.get("zero.pages")),
                    Long.parseLong(values.get("end.pfn"))));
  }
}
