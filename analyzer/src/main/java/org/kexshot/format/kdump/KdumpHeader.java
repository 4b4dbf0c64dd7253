package org.kexshot.format.kdump;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ImagedMachine;
import org.kexshot.format.Utsname;
import org.kexshot.io.ByteRegion;

/**
 * Header and sub-header of a kdump-compressed file.
 *
 * @param layout of the header; QEMU writes i386 guests whose memory reaches 4 GiB in the layout of
 *     x86_64
 * @param version 1 to 6; fields that came later are 0 in older files
 * @param takenAt seconds matter only
 * @param status flags; compression, and whether the dump is incomplete
 * @param subHeaderBlocks blocks of sub-header and notes
 * @param bitmapBlocks blocks of both bitmaps
 * @param endFrame one past the highest page frame, {@code max_mapnr}
 * @param writtenBlocks page descriptors, as the writer counted them
 * @param processors of the imaged machine
 * @param physBase where the kernel's text map begins in physical memory, x86_64 only; QEMU gets it
 *     wrong
 * @param dumpLevel 0 to 31
 * @param split whether this is one of a set of files
 * @param splitStart first frame of this file, if split
 * @param splitEnd one past the last frame of this file, if split
 * @param vmcoreinfo where the VMCOREINFO text lies
 * @param notes where the ELF notes lie
 * @param eraseinfo where the text lies that says what was erased
 */
record KdumpHeader(
    KdumpLayout layout,
    int version,
    Utsname utsname,
    Instant takenAt,
    int status,
    long subHeaderBlocks,
    long bitmapBlocks,
    long endFrame,
    long writtenBlocks,
    int processors,
    long physBase,
    int dumpLevel,
    boolean split,
    long splitStart,
    long splitEnd,
    Span vmcoreinfo,
    Span notes,
    Span eraseinfo) {

  /** Bytes of a block, the page size. */
  static final int BLOCK = Page.SIZE;

  /** 9999-12-31T23:59:59Z. */
  private static final long LAST_SECOND = 253_402_300_799L;

  /** A part of the file; empty if the size is 0. */
  record Span(long offset, long size) {
    static final Span NONE = new Span(0, 0);
  }

  /** Whether the region begins as a kdump-compressed file does. */
  static boolean recognizes(ByteRegion region) throws IOException {
    return region.length() >= 8 && region.little(0, 8).getLong(0) == KdumpLayout.SIGNATURE;
  }

  static KdumpHeader decode(ByteRegion region) throws IOException {
    ByteBuffer head = region.little(0, KdumpLayout.X86_64.headerSize());
    Utsname utsname = Utsname.decode(head, KdumpLayout.UTSNAME);
    int version = head.getInt(KdumpLayout.VERSION);
    int swapped = Integer.reverseBytes(version);
    if (swapped >= 1 && swapped <= KdumpLayout.VERSION_CURRENT) {
      throw new DumpFormatException(
          region.name(),
          KdumpLayout.VERSION,
          "big-endian; " + ImagedMachine.unsupported(utsname.machine()));
    }
    if (version < 1 || version > KdumpLayout.VERSION_CURRENT) {
      throw new DumpFormatException(
          region.name(),
          KdumpLayout.VERSION,
          "kdump-compressed version %d; 1 to %d expected"
              .formatted(version, KdumpLayout.VERSION_CURRENT));
    }
    // Before the block size, since other machines' pages may be larger.
    ImagedMachine.require(region.name(), KdumpLayout.MACHINE, utsname.machine(), Optional.empty());
    KdumpLayout layout = layout(region, head, utsname);
    long subHeaderBlocks = unsigned(head, layout.subHeaderBlocks());
    ByteBuffer sub = ByteBuffer.allocate(layout.subHeaderSize()).order(ByteOrder.LITTLE_ENDIAN);
    int stored = storedSubHeaderSize(layout, version);
    if (stored > 0) {
      sub.put(region.little(BLOCK, stored));
    }
    boolean wide = version >= KdumpLayout.VERSION_WITH_64_BIT_FRAMES;
    boolean hasSplit = version >= KdumpLayout.VERSION_WITH_SPLIT;
    return new KdumpHeader(
        layout,
        version,
        utsname,
        time(word(head, layout.timeSeconds(), layout)),
        head.getInt(layout.status()),
        subHeaderBlocks,
        unsigned(head, layout.bitmapBlocks()),
        wide ? sub.getLong(layout.maxMapnr64()) : unsigned(head, layout.maxMapnr()),
        unsigned(head, layout.writtenBlocks()),
        head.getInt(layout.processors()),
        word(sub, 0, layout),
        sub.getInt(layout.dumpLevel()),
        hasSplit && sub.getInt(layout.split()) != 0,
        wide ? sub.getLong(layout.startPfn64()) : word(sub, layout.startPfn(), layout),
        wide ? sub.getLong(layout.endPfn64()) : word(sub, layout.endPfn(), layout),
        span(sub, layout.vmcoreinfoOffset(), layout),
        span(sub, layout.notesOffset(), layout),
        span(sub, layout.eraseinfoOffset(), layout));
  }

  /** How much of the sub-header a version has; what it lacks stays zero. */
  private static int storedSubHeaderSize(KdumpLayout layout, int version) {
    if (version >= KdumpLayout.VERSION_WITH_64_BIT_FRAMES) {
      return layout.subHeaderSize();
    }
    if (version >= KdumpLayout.VERSION_WITH_ERASEINFO) {
      return layout.startPfn64();
    }
    if (version >= KdumpLayout.VERSION_WITH_NOTES) {
      return layout.notesSize() + layout.wordSize();
    }
    if (version >= KdumpLayout.VERSION_WITH_VMCOREINFO) {
      return layout.notesOffset();
    }
    return version >= KdumpLayout.VERSION_WITH_SPLIT ? layout.vmcoreinfoOffset() : layout.split();
  }

  private static KdumpLayout layout(ByteRegion region, ByteBuffer head, Utsname utsname)
      throws DumpFormatException {
    boolean narrow = head.getInt(KdumpLayout.I386.blockSize()) == BLOCK;
    boolean wide = head.getInt(KdumpLayout.X86_64.blockSize()) == BLOCK;
    if (narrow == wide) {
      wide = wide && utsname.machine().equals(Architecture.X86_64.machine());
      narrow = narrow && !wide;
    }
    if (!narrow && !wide) {
      throw new DumpFormatException(
          region.name(),
          KdumpLayout.X86_64.blockSize(),
          "block size %d (or %d on i386), machine \"%s\"; blocks of %d on i386 or x86_64 expected"
              .formatted(
                  head.getInt(KdumpLayout.X86_64.blockSize()),
                  head.getInt(KdumpLayout.I386.blockSize()),
                  utsname.machine(),
                  BLOCK));
    }
    return wide ? KdumpLayout.X86_64 : KdumpLayout.I386;
  }

  private static Span span(ByteBuffer sub, int at, KdumpLayout layout) {
    long size = word(sub, at + 8, layout);
    return size == 0 ? Span.NONE : new Span(sub.getLong(at), size);
  }

  /** Seconds that no calendar of four digits has are as unknown as 0. */
  private static Instant time(long seconds) {
    boolean possible = seconds >= 0 && seconds <= LAST_SECOND;
    return Instant.ofEpochSecond(possible ? seconds : 0);
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  private static long word(ByteBuffer bytes, int at, KdumpLayout layout) {
    return layout.wordSize() == 4 ? unsigned(bytes, at) : bytes.getLong(at);
  }

  /** The header's block. */
  ByteBuffer encodeHeader() {
    ByteBuffer head = ByteBuffer.allocate(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(0, KdumpLayout.SIGNATURE);
    head.putInt(KdumpLayout.VERSION, version);
    utsname.encode(head, KdumpLayout.UTSNAME);
    putWord(head, layout.timeSeconds(), takenAt.getEpochSecond(), layout);
    head.putInt(layout.status(), status);
    head.putInt(layout.blockSize(), BLOCK);
    head.putInt(layout.subHeaderBlocks(), (int) subHeaderBlocks);
    head.putInt(layout.bitmapBlocks(), (int) bitmapBlocks);
    head.putInt(layout.maxMapnr(), (int) Math.min(endFrame, 0xffff_ffffL));
    head.putInt(layout.totalRamBlocks(), 0);
    head.putInt(layout.writtenBlocks(), (int) Math.min(writtenBlocks, 0xffff_ffffL));
    head.putInt(layout.processors(), processors);
    return head;
  }

  /** The sub-header, without the notes that follow it. */
  ByteBuffer encodeSubHeader() {
    ByteBuffer sub = ByteBuffer.allocate(layout.subHeaderSize()).order(ByteOrder.LITTLE_ENDIAN);
    putWord(sub, 0, physBase, layout);
    sub.putInt(layout.dumpLevel(), dumpLevel);
    sub.putInt(layout.split(), split ? 1 : 0);
    putWord(sub, layout.startPfn(), splitStart, layout);
    putWord(sub, layout.endPfn(), splitEnd, layout);
    sub.putLong(layout.vmcoreinfoOffset(), vmcoreinfo.offset);
    putWord(sub, layout.vmcoreinfoSize(), vmcoreinfo.size, layout);
    sub.putLong(layout.notesOffset(), notes.offset);
    putWord(sub, layout.notesSize(), notes.size, layout);
    sub.putLong(layout.eraseinfoOffset(), eraseinfo.offset);
    putWord(sub, layout.eraseinfoSize(), eraseinfo.size, layout);
    sub.putLong(layout.startPfn64(), splitStart);
    sub.putLong(layout.endPfn64(), splitEnd);
    sub.putLong(layout.maxMapnr64(), endFrame);
    return sub;
  }

  private static void putWord(ByteBuffer bytes, int at, long value, KdumpLayout layout) {
    if (layout.wordSize() == 4) {
      bytes.putInt(at, (int) value);
    } else {
      bytes.putLong(at, value);
    }
  }

  /** Whether both are of files that one writer split a dump into. */
  boolean isOfSameSet(KdumpHeader other) {
    return layout.equals(other.layout)
        && version == other.version
        && utsname.equals(other.utsname)
        && takenAt.equals(other.takenAt)
        && endFrame == other.endFrame
        && bitmapBlocks == other.bitmapBlocks
        && dumpLevel == other.dumpLevel;
  }

  /** Blocks of one bitmap. */
  static long blocksOfBitmap(long endFrame) {
    long bytes = (endFrame + 7) >>> 3;
    return (bytes + BLOCK - 1) / BLOCK;
  }

  /** Where the first bitmap begins. */
  long bitmapOffset() {
    return (1 + subHeaderBlocks) * BLOCK;
  }

  /** Where the page descriptors begin. */
  long descriptorOffset() {
    return bitmapOffset() + bitmapBlocks * BLOCK;
  }
}
