package org.kexshot.format.elf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfSegment;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpReport;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.PackedBatch;
import org.kexshot.format.write.PackingLine;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;

/**
 * Writes ELF64 cores, for i386 too, as readers take them for both. Header 0 is the notes; then one
 * {@code PT_LOAD} for each run of kept frames, whose {@code p_memsz} reaches over the frames that
 * were excluded after it. Each byte is written once and in order. Pages of zeros are written like
 * others, since a core has no way to share one.
 *
 * <pre>
 * file header | section header 0, if there are more than 65,534 program headers
 *   | program headers | notes | pages
 * </pre>
 */
public final class ElfCoreWriter {
  private static final ElfLayout LAYOUT = ElfLayout.ELF64;
  private static final int HEADER_CHUNK = LAYOUT.segmentSize() * 1024;

  private final PageSelection selection;
  private final SegmentAddresses addresses;
  private final DumpSink sink;
  private final ByteBuffer headers =
      ByteBuffer.allocate(HEADER_CHUNK).order(ByteOrder.LITTLE_ENDIAN);
  private long headerPosition;
  private long pagePosition;
  private long placed;

  private ElfCoreWriter(PageSelection selection, SegmentAddresses addresses, DumpSink sink) {
    this.selection = selection;
    this.addresses = addresses;
    this.sink = sink;
  }

  /** Takes a run of kept frames and the end of the RAM that was excluded after it. */
  private interface RunVisitor {
    void visit(long start, long keptEnd, long end) throws IOException;
  }

  /**
   * Writes a dump of the selected frames.
   *
   * @param addresses for readers that look for memory by {@code p_vaddr}
   * @param threads that read and write pages; the bytes written do not depend on it
   * @param progress counts the pages written
   * @throws MemoryFault if a selected frame cannot be read: a core cannot say that a page is
   *     missing
   */
  public static DumpReport write(
      PhysicalMemory memory,
      PageSelection selection,
      DumpDescription description,
      SegmentAddresses addresses,
      int threads,
      DumpSink sink,
      PageProgress progress)
      throws IOException {
    ElfCoreWriter writer = new ElfCoreWriter(selection, addresses, sink);
    writer.writeHeaders(description);
    writer.writePages(memory, threads, progress);
    sink.finish();
    return new DumpReport(selection.counts(), 0, sink.bytesWritten());
  }

  private void writeHeaders(DumpDescription description) throws IOException {
    long[] runs = {1};
    forEachRun((start, keptEnd, end) -> runs[0]++);
    long count = runs[0];
    boolean extended = count >= ElfLayout.PN_XNUM;
    long table = LAYOUT.fileHeaderSize() + (extended ? LAYOUT.sectionSize() : 0);
    byte[] notes = description.allNotes().encode();
    long notesPosition = table + count * LAYOUT.segmentSize();
    pagePosition = unaligned(notesPosition + notes.length);

    sink.write(0, fileHeader(description.architecture(), table, count, extended));
    if (extended) {
      ByteBuffer section = allocate(LAYOUT.sectionSize()).putInt(LAYOUT.shInfo(), (int) count);
      sink.write(LAYOUT.fileHeaderSize(), section);
    }
    headerPosition = table;
    putSegment(segment(ElfLayout.PT_NOTE, notesPosition, 0, 0, notes.length, notes.length));
    long[] position = {pagePosition};
    forEachRun(
        (start, keptEnd, end) -> {
          long inFile = (keptEnd - start) * Page.SIZE;
          long address = start * Page.SIZE;
          long inMemory = (end - start) * Page.SIZE;
          long virtual = addresses.virtual(address);
          putSegment(segment(ElfLayout.PT_LOAD, position[0], virtual, address, inFile, inMemory));
          position[0] += inFile;
        });
    flushSegments();
    ByteBuffer padded = allocate((int) (pagePosition - notesPosition)).put(0, notes);
    sink.write(notesPosition, padded);
  }

  /**
   * Pages must not begin at a multiple of 4096 in the file: there makedumpfile 1.7 maps segments
   * instead of reading them, and takes {@code p_memsz} for the bytes that they have in the file.
   */
  private static long unaligned(long position) {
    long next = (position + 15) & -16;
    return next % Page.SIZE == 0 ? next + 16 : next;
  }

  private static ByteBuffer fileHeader(
      Architecture architecture, long table, long count, boolean extended) {
    ByteBuffer header =
        LAYOUT.coreHeader(architecture, table, extended ? ElfLayout.PN_XNUM : (int) count);
    if (extended) {
      LAYOUT.putWord(header, LAYOUT.shoff(), LAYOUT.fileHeaderSize());
      header.putShort(LAYOUT.shentsize(), (short) LAYOUT.sectionSize());
      header.putShort(LAYOUT.shentsize() + 2, (short) 1);
    }
    return header;
  }

  private static ByteBuffer allocate(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void putSegment(ElfSegment segment) throws IOException {
    if (!headers.hasRemaining()) {
      flushSegments();
    }
    segment.write(LAYOUT, headers);
  }

  private static ElfSegment segment(
      int type, long position, long virtual, long physical, long inFile, long inMemory) {
    int flags = ElfLayout.READ_WRITE_EXECUTE;
    return new ElfSegment(type, flags, position, virtual, physical, inFile, inMemory);
  }

  private void flushSegments() throws IOException {
    int length = headers.flip().remaining();
    sink.write(headerPosition, headers);
    headerPosition += length;
    headers.clear();
  }

  private void forEachRun(RunVisitor visitor) throws IOException {
    PfnSet ram = selection.ram();
    PfnSet kept = selection.kept();
    for (long start = ram.nextIn(0); start < ram.end(); ) {
      long ramEnd = ram.nextOut(start, addresses.changeAfter(start));
      while (start < ramEnd) {
        long keptEnd = Math.min(ramEnd, kept.nextOut(start));
        long end = Math.min(ramEnd, kept.nextIn(keptEnd));
        visitor.visit(start, keptEnd, end);
        start = end;
      }
      start = ram.nextIn(ramEnd);
    }
  }

  private void writePages(PhysicalMemory memory, int threads, PageProgress progress)
      throws IOException {
    PfnSet kept = selection.kept();
    long total = kept.count();
    new PackingLine(
            memory,
            kept,
            false,
            Compression.NONE,
            sink,
            batch -> {
              for (int i = 0; i < batch.count(); i++) {
                if (batch.size(i) == PackedBatch.UNREADABLE) {
                  throw unreadable(memory, kept.after(0, placed + i));
                }
              }
              long start = pagePosition + placed * Page.SIZE;
              placed += batch.count();
              progress.pages(placed, total);
              return start;
            })
        .run(threads);
  }

  private static MemoryFault unreadable(PhysicalMemory memory, long pfn) {
    PageState state =
        memory.state(pfn) == PageState.PRESENT ? PageState.UNREADABLE : memory.state(pfn);
    return new MemoryFault(
        "physical",
        pfn * Page.SIZE,
        state,
        "cannot be read, and an ELF core cannot mark a page as missing; write kdump-compressed");
  }
}
