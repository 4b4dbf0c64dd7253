package org.kexshot.format.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.filter.PageKind;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpReport;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.PackedBatch;
import org.kexshot.format.write.PackingLine;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.PhysicalMemory;

/**
 * Writes kdump-compressed files of version 6. Each byte of the file is written once, headers first,
 * then pages with their descriptors, so that a stream serves as well as a file. Memory taken does
 * not depend on the dump's size.
 */
public final class KdumpWriter {
  private static final int BLOCK = KdumpHeader.BLOCK;
  private static final int BITMAP_CHUNK = 64 << 10;

  /** Bytes of bitmaps and descriptors that are written however little memory there is: 1 GiB. */
  private static final long MODEST_TABLES = 1L << 30;

  private static final int DESCRIPTOR_CHUNK = KdumpLayout.DESCRIPTOR_SIZE * 2048;

  private final PageSelection selection;
  private final Compression compression;
  private final DumpSink sink;
  private final ByteBuffer descriptors =
      ByteBuffer.allocate(DESCRIPTOR_CHUNK).order(ByteOrder.LITTLE_ENDIAN);

  private long descriptorOffset;
  private long dataOffset;
  private long zeroPageOffset;
  private long described;
  private long zeros;
  private long unreadable;

  private KdumpWriter(PageSelection selection, Compression compression, DumpSink sink) {
    this.selection = selection;
    this.compression = compression;
    this.sink = sink;
  }

  /**
   * Writes a dump of the selected frames.
   *
   * @param memory the source; frames that it cannot read are marked as missing
   * @param threads that pack pages; the bytes written do not depend on it
   * @throws IOException if the source fails otherwise, or the sink does
   */
  public static DumpReport write(
      PhysicalMemory memory,
      PageSelection selection,
      DumpDescription description,
      Compression compression,
      int threads,
      DumpSink sink)
      throws IOException {
    return write(memory, selection, description, compression, threads, sink, PageProgress.NONE);
  }

  /** Writes a dump and tells how far it is; see the other. */
  public static DumpReport write(
      PhysicalMemory memory,
      PageSelection selection,
      DumpDescription description,
      Compression compression,
      int threads,
      DumpSink sink,
      PageProgress progress)
      throws IOException {
    KdumpWriter writer = new KdumpWriter(selection, compression, sink);
    writer.writeHead(description, memory);
    writer.writePages(memory, threads, progress);
    sink.finish();
    return new DumpReport(
        selection.counts().move(PageKind.KEPT, PageKind.ZERO, writer.zeros),
        writer.unreadable,
        sink.bytesWritten());
  }

  private void writeHead(DumpDescription description, PhysicalMemory memory) throws IOException {
    ElfNotes notes = description.allNotes().without(ElfNotes.ERASEINFO);
    byte[] noteBytes = notes.encode();
    byte[] erased = description.notes().eraseinfo();
    KdumpLayout layout = KdumpLayout.of(description.architecture());
    long notesOffset = BLOCK + layout.subHeaderSize();
    long kept = selection.kept().count();
    long endFrame = selection.ram().end();
    KdumpHeader header =
        new KdumpHeader(
            layout,
            KdumpLayout.VERSION_CURRENT,
            description.utsname(),
            description.takenAt(),
            compression.flag(),
            blocks(layout.subHeaderSize() + noteBytes.length + erased.length),
            2 * KdumpHeader.blocksOfBitmap(endFrame),
            endFrame,
            kept,
            Math.max(1, notes.processors()),
            description.physBase(),
            selection.level().value(),
            false,
            0,
            0,
            description
                .vmcoreinfo()
                .map(
                    text ->
                        new KdumpHeader.Span(
                            notesOffset + notes.vmcoreinfoOffset(), text.bytes().length))
                .orElse(KdumpHeader.Span.NONE),
            new KdumpHeader.Span(notesOffset, noteBytes.length),
            erased.length == 0
                ? KdumpHeader.Span.NONE
                : new KdumpHeader.Span(notesOffset + noteBytes.length, erased.length));
    requireProportion(header, memory);
    sink.write(0, header.encodeHeader());
    ByteBuffer sub = ByteBuffer.allocate((int) header.subHeaderBlocks() * BLOCK);
    sub.put(header.encodeSubHeader()).put(noteBytes).put(erased).clear();
    sink.write(BLOCK, sub);
    long second = header.bitmapOffset() + header.bitmapBlocks() / 2 * BLOCK;
    writeBitmap(header.bitmapOffset(), selection.ram());
    writeBitmap(second, selection.kept());
    descriptorOffset = header.descriptorOffset();
    dataOffset = descriptorOffset + blocks(kept * KdumpLayout.DESCRIPTOR_SIZE) * BLOCK;
  }

  /**
   * A file of some kilobytes may claim all of the address space: its bitmaps, and descriptors of
   * pages that are missing, would fill any disk.
   */
  private static void requireProportion(KdumpHeader header, PhysicalMemory memory)
      throws IOException {
    long tables =
        header.bitmapBlocks() * BLOCK + header.writtenBlocks() * KdumpLayout.DESCRIPTOR_SIZE;
    if (tables > MODEST_TABLES) {
      long there = memory.presentFrames().count() * Page.SIZE;
      if (tables > there) {
        throw new IOException(
            ("a kdump-compressed file would take %d MiB to say which pages it has and which are"
                    + " missing, and %d MiB of memory are there; write an ELF core")
                .formatted(tables >>> 20, there >>> 20));
      }
    }
  }

  private static long blocks(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK;
  }

  private void writeBitmap(long offset, PfnSet frames) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(BITMAP_CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    long words = KdumpHeader.blocksOfBitmap(frames.end()) * BLOCK / Long.BYTES;
    long at = offset;
    for (long word = 0; word < words; word++) {
      chunk.putLong(word < frames.wordCount() ? frames.word(word) : 0);
      if (!chunk.hasRemaining() || word == words - 1) {
        int length = chunk.flip().remaining();
        sink.write(at, chunk);
        at += length;
        chunk.clear();
      }
    }
  }

  private void writePages(PhysicalMemory memory, int threads, PageProgress progress)
      throws IOException {
    boolean tellingZeros = selection.level().excludesZero();
    if (tellingZeros) {
      zeroPageOffset = dataOffset;
      sink.write(dataOffset, ByteBuffer.allocate(Page.SIZE));
      dataOffset += Page.SIZE;
    }
    long total = selection.kept().count();
    new PackingLine(
            memory,
            selection.kept(),
            tellingZeros,
            compression,
            sink,
            batch -> {
              long start = dataOffset;
              for (int i = 0; i < batch.count(); i++) {
                describe(batch.size(i));
              }
              described += batch.count();
              progress.pages(described, total);
              return start;
            })
        .run(threads);
    flushDescriptors();
  }

  private void describe(int size) throws IOException {
    switch (size) {
      case PackedBatch.UNREADABLE -> {
        unreadable++;
        putDescriptor(0, 0, KdumpLayout.INCOMPLETE);
      }
      case PackedBatch.ZERO -> {
        zeros++;
        putDescriptor(zeroPageOffset, Page.SIZE, Compression.NONE.flag());
      }
      default -> {
        boolean packed = size < Page.SIZE;
        putDescriptor(dataOffset, size, packed ? compression.flag() : Compression.NONE.flag());
        dataOffset += size;
      }
    }
  }

  private void putDescriptor(long offset, int size, int flags) throws IOException {
    if (!descriptors.hasRemaining()) {
      flushDescriptors();
    }
    descriptors.putLong(offset).putInt(size).putInt(flags).putLong(0);
  }

  private void flushDescriptors() throws IOException {
    int length = descriptors.flip().remaining();
    sink.write(descriptorOffset, descriptors);
    descriptorOffset += length;
    descriptors.clear();
  }
}
