package org.kexshot.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * Physical memory with RAM that its file leaves out: what is known to be zeros, and what is not
 * known at all. Both are whole page frames of which the file has nothing. A read costs a binary
 * search over the pieces.
 */
public final class CompletedMemory implements PhysicalMemory {
  private record Piece(PhysicalRange range, boolean zero) {}

  private final PhysicalMemory file;
  private final List<Piece> pieces = new ArrayList<>();
  private final List<PhysicalRange> ram;

  /**
   * @param file what the file has
   * @param zeros RAM that it leaves out since it holds zeros
   * @param missing other RAM that it does not have
   */
  public CompletedMemory(
      PhysicalMemory file, List<PhysicalRange> zeros, List<PhysicalRange> missing) {
    this.file = file;
    zeros.forEach(range -> pieces.add(new Piece(range, true)));
    missing.forEach(range -> pieces.add(new Piece(range, false)));
    pieces.sort(Comparator.comparingLong(piece -> piece.range.start()));
    List<PhysicalRange> all = new ArrayList<>(file.ram());
    pieces.forEach(piece -> all.add(piece.range));
    this.ram = PhysicalRange.union(all);
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  @Override
  public PageState state(long pfn) {
    int index = firstEndingAfter(pfn << Page.SHIFT);
    if (index < pieces.size() && pieces.get(index).range.start() <= pfn << Page.SHIFT) {
      return pieces.get(index).zero ? PageState.PRESENT : PageState.UNREADABLE;
    }
    return file.state(pfn);
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    read(physicalAddress, ByteBuffer.wrap(into, offset, length));
  }

  @Override
  public void read(long physicalAddress, ByteBuffer into) throws IOException {
    int limit = into.limit();
    long address = physicalAddress;
    while (into.hasRemaining()) {
      int index = firstEndingAfter(address);
      boolean inPiece = index < pieces.size() && pieces.get(index).range.start() <= address;
      long end =
          inPiece
              ? pieces.get(index).range.end()
              : index < pieces.size() ? pieces.get(index).range.start() : Long.MAX_VALUE;
      int chunk = (int) Math.min(into.remaining(), end - address);
      into.limit(into.position() + chunk);
      try {
        readFrom(inPiece ? pieces.get(index) : null, address, into);
      } finally {
        into.limit(limit);
      }
      address += chunk;
    }
  }

  private void readFrom(Piece piece, long address, ByteBuffer into) throws IOException {
    if (piece == null) {
      file.read(address, into);
      return;
    }
    if (!piece.zero) {
      throw new MemoryFault(
          "physical",
          address,
          piece.range.end(),
          PageState.UNREADABLE,
          "the kernel had RAM there, and the file has none of it");
    }
    into.put(new byte[into.remaining()]);
  }

  @Override
  public void readFrame(long pfn, ByteBuffer into) throws IOException {
    int index = firstEndingAfter(pfn << Page.SHIFT);
    if (index < pieces.size() && pieces.get(index).range.start() <= pfn << Page.SHIFT) {
      read(pfn << Page.SHIFT, into);
    } else {
      file.readFrame(pfn, into);
    }
  }

  @Override
  public PfnSet presentFrames() {
    return with(file.presentFrames(), true);
  }

  @Override
  public PfnSet zeroFrames() throws IOException {
    return with(file.zeroFrames(), true);
  }

  @Override
  public PfnSet unreadableFrames() {
    return with(file.unreadableFrames(), false);
  }

  private PfnSet with(PfnSet ofFile, boolean zero) {
    PfnSet frames = new PfnSet(endPfn());
    frames.addAll(ofFile);
    for (Piece piece : pieces) {
      if (piece.zero == zero) {
        frames.addRange(piece.range.start() >>> Page.SHIFT, piece.range.end() >>> Page.SHIFT);
      }
    }
    return frames;
  }

  /** Index of the first piece that ends after the address. */
  private int firstEndingAfter(long address) {
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = low + high >>> 1;
      if (pieces.get(middle).range.end() > address) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
