package org.kexshot.operation.search;

import java.util.List;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.owner.bytes.ByteOwner;

/**
 * Bytes of memory that a pattern matches.
 *
 * @param image the first one that shows them, as a command line names it
 * @param images all that show them in the same frames, in the order of searching
 * @param offset of the first byte in the first frame
 * @param frames that hold them; they need not follow each other, as what a process sees as one does
 *     not
 * @param before bytes before them, as many as were asked for and are there
 * @param bytes those that match
 * @param after bytes behind them
 * @param owner of the first byte, if it is known
 */
public record MemoryHit(
    String image,
    List<Integer> images,
    int offset,
    List<Long> frames,
    byte[] before,
    byte[] bytes,
    byte[] after,
    Optional<ByteOwner> owner) {
  public MemoryHit {
    images = List.copyOf(images);
    frames = List.copyOf(frames);
  }

  /** Physical address of the first byte. */
  public long physical() {
    return (frames.get(0) << Page.SHIFT) + offset;
  }

  /** Where the owner sees the first byte: an address, or of a file the offset in it. */
  public Optional<Long> place() {
    return owner.map(known -> known.place() + Page.offset(physical()) - known.start());
  }
}
