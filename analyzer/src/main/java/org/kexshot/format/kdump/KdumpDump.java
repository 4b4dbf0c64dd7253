package org.kexshot.format.kdump;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.address.PfnSet;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormatException;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ImagedMachine;
import org.kexshot.format.Utsname;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.TruncatedException;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A kdump-compressed file, versions 1 to 6. Opening reads its headers, notes and bitmaps; pages are
 * read when asked for. A file that ends early opens, and its missing pages are unreadable; so are,
 * in one file of a split set, the pages of the others.
 */
public final class KdumpDump implements Dump {
  private static final int CHUNK = 1 << 16;

  /** 4 PiB, all that five levels of page tables reach. */
  private static final long MAXIMUM_END_FRAME = 1L << 40;

  private static final int MAXIMUM_NOTE_BYTES = 64 << 20;

  private final String name;
  private final Closeable source;
  private final KdumpHeader header;
  private final KdumpMemory memory;
  private final ElfNotes notes;
  private final Optional<Vmcoreinfo> vmcoreinfo;
  private final Optional<String> incompleteness;
  private final Architecture architecture;

  private KdumpDump(
      String name,
      Closeable source,
      KdumpHeader header,
      KdumpMemory memory,
      ElfNotes notes,
      Optional<Vmcoreinfo> vmcoreinfo,
      Optional<String> incompleteness,
      Architecture architecture) {
    this.name = name;
    this.source = source;
    this.header = header;
    this.memory = memory;
    this.notes = notes;
    this.vmcoreinfo = vmcoreinfo;
    this.incompleteness = incompleteness;
    this.architecture = architecture;
  }

  /**
   * Opens a dump.
   *
   * @param source closed with the dump
   * @throws DumpFormatException if the headers contradict themselves
   */
  public static KdumpDump open(ByteRegion region, Closeable source) throws IOException {
    KdumpHeader header = KdumpHeader.decode(region);
    long end = header.endFrame();
    long blocks = KdumpHeader.blocksOfBitmap(end);
    if (end <= 0 || end > MAXIMUM_END_FRAME || blocks > header.bitmapBlocks()) {
      throw new DumpFormatException(
          region.name(),
          header.layout().maxMapnr(),
          "0x%x page frames, whose bitmap takes %d blocks; room for %d is there"
              .formatted(end, blocks, header.bitmapBlocks()));
    }
    region.checkRange(header.bitmapOffset(), header.bitmapBlocks() * KdumpHeader.BLOCK);
    PfnSet ram = readBitmap(region, header.bitmapOffset(), end);
    // A file with one bitmap has no frames that are RAM and excluded.
    boolean both = header.bitmapBlocks() >= 2 * blocks;
    long second = header.bitmapOffset() + header.bitmapBlocks() / 2 * KdumpHeader.BLOCK;
    PfnSet dumped = ram;
    if (both) {
      dumped = readBitmap(region, second, end);
      // What has a page is RAM, whatever the first bitmap says.
      ram.addAll(dumped);
    }
    PfnSet own = header.split() ? between(dumped, header.splitStart(), header.splitEnd()) : dumped;
    DescriptorTable table = new DescriptorTable(region, header.descriptorOffset(), own);
    KdumpMemory memory = new KdumpMemory(region, ram, dumped, table);
    ElfNotes notes = readNotes(region, header);
    Optional<Vmcoreinfo> vmcoreinfo = readVmcoreinfo(region, header, notes);
    return new KdumpDump(
        region.name(),
        source,
        header,
        memory,
        notes,
        vmcoreinfo,
        incompleteness(region, header, table),
        ImagedMachine.require(
            region.name(), KdumpLayout.MACHINE, header.utsname().machine(), vmcoreinfo));
  }

  /** The frames that one file of a split set has, of those that the whole set has. */
  private static PfnSet between(PfnSet frames, long start, long end) {
    PfnSet own = frames.copy();
    own.removeRange(0, Math.max(0, start));
    own.removeRange(Math.max(0, end), own.end());
    return own;
  }

  private static PfnSet readBitmap(ByteRegion region, long offset, long end) throws IOException {
    PfnSet frames = new PfnSet(end);
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (long word = 0; word < frames.wordCount(); ) {
      int words = (int) Math.min(CHUNK >>> 3, frames.wordCount() - word);
      chunk.clear().limit(words << 3);
      region.read(offset + (word << 3), chunk);
      chunk.flip();
      while (chunk.hasRemaining()) {
        frames.setWord(word++, chunk.getLong());
      }
    }
    return frames;
  }

  /** In what way the file is known to lack pages; empty if it seems whole. */
  private static Optional<String> incompleteness(
      ByteRegion region, KdumpHeader header, DescriptorTable table) throws IOException {
    if ((header.status() & KdumpLayout.INCOMPLETE) != 0) {
      return Optional.of(
          "%s: incomplete, says its header: the disk was full or the writer was stopped"
              .formatted(region.name()));
    }
    return reachesLastPage(region, table)
        ? Optional.empty()
        : Optional.of(
            "%s: incomplete: its last page is not there; the file ends at 0x%x"
                .formatted(region.name(), region.length()));
  }

  /**
   * Whether the last page is there. Writers put pages in the order of their descriptors, but for
   * the page of zeros that many share, which comes first: so the last descriptor that differs from
   * its successors, or else the only one there is, names the last page.
   */
  private static boolean reachesLastPage(ByteRegion region, DescriptorTable table)
      throws IOException {
    try {
      long shared = -1;
      for (long index = table.size() - 1; index >= 0; index--) {
        DescriptorTable.Descriptor last = table.get(index);
        if ((last.flags() & KdumpLayout.INCOMPLETE) != 0) {
          continue;
        }
        if (!table.isInFile(last)) {
          return false;
        }
        if (shared >= 0 && last.offset() != shared) {
          return true;
        }
        shared = last.offset();
      }
      return true;
    } catch (TruncatedException e) {
      return false;
    }
  }

  /** The notes, and the text of what was erased as one of them, as an ELF core has it. */
  private static ElfNotes readNotes(ByteRegion region, KdumpHeader header) throws IOException {
    ElfNotes notes = ElfNotes.decode(readSpan(region, header.notes()));
    byte[] erased = readSpan(region, header.eraseinfo());
    return erased.length == 0
        ? notes
        : notes.without(ElfNotes.ERASEINFO).with(new ElfNotes.Note(ElfNotes.ERASEINFO, 0, erased));
  }

  private static Optional<Vmcoreinfo> readVmcoreinfo(
      ByteRegion region, KdumpHeader header, ElfNotes notes) throws IOException {
    byte[] text = readSpan(region, header.vmcoreinfo());
    return text.length == 0 ? notes.vmcoreinfo() : Optional.of(Vmcoreinfo.parse(text));
  }

  private static byte[] readSpan(ByteRegion region, KdumpHeader.Span span) throws IOException {
    if (span.size() < 0 || span.size() > MAXIMUM_NOTE_BYTES) {
      throw new DumpFormatException(
          region.name(),
          KdumpHeader.BLOCK,
          "notes of 0x%x bytes; at most 0x%x expected".formatted(span.size(), MAXIMUM_NOTE_BYTES));
    }
    return region.little(span.offset(), (int) span.size()).array();
  }

  @Override
  public String formatName() {
    return "kdump-compressed v%d".formatted(header.version());
  }

  @Override
  public Architecture architecture() {
    return architecture;
  }

  @Override
  public PhysicalMemory memory() {
    return memory;
  }

  /** Empty fields are what QEMU writes. */
  @Override
  public Optional<Utsname> utsname() {
    return header.utsname().release().isEmpty()
        ? Dump.super.utsname()
        : Optional.of(header.utsname());
  }

  @Override
  public ElfNotes notes() {
    return notes;
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return vmcoreinfo;
  }

  /** Whether this is one file of a split set; see {@link KdumpSplitSet}. */
  public boolean isSplit() {
    return header.split();
  }

  /** The file, as the user named it. */
  String name() {
    return name;
  }

  KdumpHeader header() {
    return header;
  }

  Optional<String> incompleteness() {
    return incompleteness;
  }

  @Override
  public List<String> problems() {
    return header.split()
        ? KdumpSplitSet.of(List.of(this)).problems()
        : incompleteness.map(List::of).orElse(List.of());
  }

  /** Empty where the header has 0, as QEMU writes. */
  @Override
  public Optional<Instant> takenAt() {
    return header.takenAt().getEpochSecond() == 0
        ? Optional.empty()
        : Optional.of(header.takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    boolean known = header.version() >= KdumpLayout.VERSION_WITH_LEVEL;
    return known && header.dumpLevel() >= 0 && header.dumpLevel() <= 31
        ? Optional.of(header.dumpLevel())
        : Optional.empty();
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
