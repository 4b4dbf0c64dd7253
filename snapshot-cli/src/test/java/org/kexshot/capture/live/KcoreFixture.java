package org.kexshot.capture.live;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.cli.KernelFixture;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ElfSegment;
import org.kexshot.io.FileRegion;
import org.kexshot.linux.kcore.KernelCore;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A file that is laid out as the {@code /proc/kcore} of an i386 kernel is, over the memory of
 * {@link KernelFixture}, which can be changed while it is read.
 */
final class KcoreFixture {
  static final int FRAMES = 1024;

  /** First frames of each kind, as the fixture's page descriptors have it. */
  static final int KERNEL = 600;

  static final int CACHE = 664;
  static final int FREE = 856;
  static final int POISONED = 920;

  static final int LRU = 1 << 4;
  static final int ANONYMOUS = 1;
  static final int BUDDY = -129;

  private static final int TOP_TABLE = 0x1000;
  private static final int NOTE = 0x3000;
  private static final int DESCRIPTORS = 0x10_0000;
  private static final int DESCRIPTOR = 32;
  private static final int RAM_AT = 0x1000;
  private static final int VMALLOC_AT = RAM_AT + FRAMES * Page.SIZE;
  private static final long VMALLOC = 0xf800_0000L;
  private static final ElfLayout LAYOUT = ElfLayout.ELF32;

  private final Path file;
  private final byte[] memory;

  private KcoreFixture(Path file, byte[] memory) {
    this.file = file;
    this.memory = memory;
  }

  /**
   * Writes it.
   *
   * @param low frames that its header of RAM has; those above are high memory
   */
  static KcoreFixture write(Path directory, int low) throws IOException {
    Path image = directory.resolve("image");
    KernelFixture.write(image);
    KcoreFixture fixture = new KcoreFixture(directory.resolve("kcore"), Files.readAllBytes(image));
    fixture.write(low);
    return fixture;
  }

  private byte[] notes() {
    int end = NOTE;
    while (memory[end] != 0) {
      end++;
    }
    Vmcoreinfo vmcoreinfo = Vmcoreinfo.parse(Arrays.copyOfRange(memory, NOTE, end));
    return ElfNotes.none().withVmcoreinfo(vmcoreinfo).encode();
  }

  /** Puts the note into memory; returns its length. */
  int plantNote(int physical) throws IOException {
    byte[] notes = notes();
    System.arraycopy(notes, 0, memory, physical, notes.length);
    writePage(physical / Page.SIZE);
    return notes.length;
  }

  private void write(int low) throws IOException {
    byte[] notes = notes();
    int table = LAYOUT.fileHeaderSize();
    ByteBuffer bytes = ByteBuffer.allocate(VMALLOC_AT + Page.SIZE).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(LAYOUT.coreHeader(Architecture.I386, table, 3).clear()).position(table);
    int notesAt = table + 3 * LAYOUT.segmentSize();
    new ElfSegment(ElfLayout.PT_NOTE, 0, notesAt, 0, 0, notes.length, 0).write(LAYOUT, bytes);
    new ElfSegment(ElfLayout.PT_LOAD, 7, VMALLOC_AT, VMALLOC, 0xffff_ffffL, Page.SIZE, Page.SIZE)
        .write(LAYOUT, bytes);
    int size = low * Page.SIZE;
    new ElfSegment(ElfLayout.PT_LOAD, 7, RAM_AT, KernelFixture.BASE, 0, size, size)
        .write(LAYOUT, bytes);
    bytes.put(notesAt, notes).put(RAM_AT, memory, 0, size);
    Files.write(file, bytes.array());
  }

  /** The machine that it is of. */
  LiveMachine open() throws IOException {
    return LiveMachine.of(
        KernelCore.open(file), List.of(new PhysicalRange(0, (long) FRAMES * Page.SIZE)));
  }

  /** A page as it is now. */
  byte[] page(int frame) {
    return Arrays.copyOfRange(memory, frame * Page.SIZE, (frame + 1) * Page.SIZE);
  }

  /** Changes a byte in the middle of a page. */
  void change(int frame) throws IOException {
    memory[frame * Page.SIZE + 2000]++;
    writePage(frame);
  }

  /** Changes what a frame is used for. */
  void describe(int frame, int flags, int mapping, int mapcount, int order) throws IOException {
    int at = DESCRIPTORS + frame * DESCRIPTOR;
    ByteBuffer.wrap(memory)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(at, flags)
        .putInt(at + 12, mapping)
        .putInt(at + 20, order)
        .putInt(at + 24, mapcount);
    writePage(at / Page.SIZE);
  }

  /** Has the kernel map all of memory by pages of 4 KiB, but for one frame. */
  void unmap(int frame) throws IOException {
    int table = 5;
    ByteBuffer bytes = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < FRAMES; i++) {
      bytes.putInt(table * Page.SIZE + 4 * i, i == frame ? 0 : i * Page.SIZE | 0x163);
    }
    bytes.putInt(TOP_TABLE + 768 * 4, table * Page.SIZE | 0x63);
    writePage(table);
    writePage(TOP_TABLE / Page.SIZE);
  }

  /**
   * Has the kernel map a frame of high memory in its vmalloc space.
   *
   * @param shown what the file shows there
   */
  void mapElsewhere(int frame, byte[] shown) throws IOException {
    int table = 6;
    ByteBuffer.wrap(memory)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(table * Page.SIZE, frame * Page.SIZE | 0x163)
        .putInt(TOP_TABLE + (int) (VMALLOC >>> 22) * 4, table * Page.SIZE | 0x63);
    writePage(table);
    writePage(TOP_TABLE / Page.SIZE);
    byte[] all = Files.readAllBytes(file);
    System.arraycopy(shown, 0, all, VMALLOC_AT, Page.SIZE);
    Files.write(file, all);
  }

  /** Has it end, so that what is behind gives an error as it is read. */
  void cut(int frame) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(all, RAM_AT + frame * Page.SIZE));
  }

  private void writePage(int frame) throws IOException {
    byte[] all = Files.readAllBytes(file);
    System.arraycopy(page(frame), 0, all, RAM_AT + frame * Page.SIZE, Page.SIZE);
    Files.write(file, all);
  }

  /** Holds pages in a file beside it. */
  PageHolder holder() {
    return (pages, name) -> {
      Path held = file.resolveSibling("held");
      Files.write(held, pages.readAllBytes());
      FileRegion region = FileRegion.open(held);
      return new PageHolder.Held() {
        @Override
        public FileRegion bytes() {
          return region;
        }

        @Override
        public void close() throws IOException {
          region.close();
          Files.delete(held);
        }
      };
    };
  }
}
