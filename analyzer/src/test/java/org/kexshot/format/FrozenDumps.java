package org.kexshot.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.elf.ElfCoreWriter;
import org.kexshot.format.elf.SegmentAddresses;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.kdump.SplitSetFixture;
import org.kexshot.format.lime.LimeFixture;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.MemorySink;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;

/**
 * Writes the dumps that are kept under {@code frozen}, each with a text that says what it holds. A
 * file that is there already is left as it is: what an older version wrote is what must be read.
 */
public final class FrozenDumps {
  /** One text, and with the same name the dump's files. */
  static final String EXPECTED = ".expect";

  private static final PhysicalRange LOW = new PhysicalRange(0x1000, 0x8000);
  private static final PhysicalRange HIGH = new PhysicalRange(0x1_0000, 0x1_2000);

  private final Path directory;

  private FrozenDumps(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes what is missing.
   *
   * @param arguments the directory
   */
  public static void main(String... arguments) throws IOException {
    new FrozenDumps(Path.of(arguments[0])).writeAll();
  }

  private void writeAll() throws IOException {
    write("elf32-i686", elf32());
    for (Architecture architecture : Architecture.values()) {
      write("elf64-" + architecture.machine(), elf(architecture, new MemorySink()));
    }
    for (Compression compression : Compression.values()) {
      writeKdump(
          "kdump-" + compression.name().toLowerCase(Locale.ROOT), Architecture.X86_64, compression);
    }
    // Its headers lie elsewhere.
    writeKdump("kdump-i686", Architecture.I386, Compression.ZLIB);
    byte[] whole = ImageFixture.kdump(image(), Architecture.X86_64, Compression.ZLIB);
    write("kdump-broken-off", Arrays.copyOf(whole, whole.length - 1000));
    write(
        "kdump-split",
        SplitSetFixture.part(whole, 0, 5, 0),
        SplitSetFixture.part(whole, 5, 0x12, 0));
    ByteArrayOutputStream flattened = new ByteArrayOutputStream();
    kdump(Architecture.X86_64, Compression.ZSTD, new FlattenedSink(Channels.newChannel(flattened)));
    write("flattened-kdump", flattened.toByteArray());
    flattened.reset();
    elf(Architecture.I386, new FlattenedSink(Channels.newChannel(flattened)));
    write("flattened-elf64", flattened.toByteArray());
    MemoryModel all = fill(MemoryModel.random(1, Set.of(), LOW, HIGH));
    all.with(3, ImageFixture.pageDirectory())
        .with(6, ImageFixture.descriptionInMemory().vmcoreinfo().orElseThrow().bytes());
    write("lime", LimeFixture.write(all, false, LOW, HIGH));
    write("avml", LimeFixture.write(all, true, LOW, HIGH));
    writeRaw("raw", all);
  }

  /** Frames of every kind: text, zeros, random, nearly zero; 2 and 3 were left out. */
  private static MemoryModel image() {
    return fill(MemoryModel.random(1, Set.of(), LOW, HIGH))
        .without(2, PageState.EXCLUDED)
        .without(3, PageState.EXCLUDED);
  }

  private static MemoryModel fill(MemoryModel model) {
    byte[] random = new byte[Page.SIZE];
    new Random(1).nextBytes(random);
    byte[] text = "frozen ".repeat(585).getBytes(StandardCharsets.US_ASCII);
    byte[] last = new byte[Page.SIZE];
    last[Page.SIZE - 1] = 1;
    for (long pfn = 1; pfn < 8; pfn++) {
      model.with(pfn, new byte[] {(byte) pfn});
    }
    return model
        .with(1, text)
        .with(4, new byte[0])
        .with(5, random)
        .with(6, new byte[0])
        .with(0x10, last)
        .with(0x11, text);
  }

  private void writeKdump(String name, Architecture architecture, Compression compression)
      throws IOException {
    MemorySink sink = new MemorySink();
    kdump(architecture, compression, sink);
    write(name, sink.bytes());
  }

  private static void kdump(Architecture architecture, Compression compression, DumpSink sink)
      throws IOException {
    MemoryModel image = image();
    KdumpWriter.write(
        image,
        ImageFixture.allOf(image),
        ImageFixture.description(architecture),
        compression,
        1,
        sink);
  }

  private static byte[] elf(Architecture architecture, DumpSink sink) throws IOException {
    MemoryModel image = image();
    ElfCoreWriter.write(
        image,
        ImageFixture.allOf(image),
        ImageFixture.description(architecture),
        SegmentAddresses.UNKNOWN,
        1,
        sink,
        PageProgress.NONE);
    return sink instanceof MemorySink memory ? memory.bytes() : new byte[0];
  }

  /**
   * As QEMU lays it out: {@code e_ehsize} 8, program headers behind a section; page frames 1 and 3,
   * of 2 only that it was left out, and 0x400 bytes of frame 5.
   */
  private static byte[] elf32() {
    byte[] notes = ImageFixture.description(Architecture.I386).allNotes().encode();
    ByteBuffer file = ByteBuffer.allocate(0x800 + 0x2400).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c_457f).putInt(4, 0x01_01_01).putShort(16, (short) 4);
    file.putShort(18, (short) 3).putInt(20, 1).putInt(28, 192).putShort(40, (short) 8);
    file.putShort(42, (short) 32).putShort(44, (short) 4);
    int[][] segments = {
      {4, 0x200, 0, notes.length, notes.length},
      {1, 0x800, 0x1000, 0x1000, 0x2000},
      {1, 0x1800, 0x3000, 0x1000, 0x1000},
      {1, 0x2800, 0x5000, 0x400, 0x400}
    };
    for (int i = 0; i < segments.length; i++) {
      int[] segment = segments[i];
      int at = 192 + i * 32;
      file.putInt(at, segment[0]).putInt(at + 4, segment[1]).putInt(at + 12, segment[2]);
      file.putInt(at + 16, segment[3]).putInt(at + 20, segment[4]);
    }
    file.put(0x200, notes);
    for (int at = 0x800; at < file.capacity(); at++) {
      file.put(at, (byte) (at >>> 8));
    }
    return file.array();
  }

  private void write(String name, byte[]... files) throws IOException {
    if (Files.exists(directory.resolve(name + EXPECTED))) {
      return;
    }
    for (int i = 0; i < files.length; i++) {
      Files.write(directory.resolve(files.length == 1 ? name : name + "." + i), files[i]);
    }
    writeText(name);
  }

  /** The ranges lie in the file one behind the other. */
  private void writeRaw(String name, MemoryModel model) throws IOException {
    if (Files.exists(directory.resolve(name + EXPECTED))) {
      return;
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (PhysicalRange range : List.of(LOW, HIGH)) {
      byte[] bytes = new byte[(int) range.length()];
      model.read(range.start(), bytes, 0, bytes.length);
      file.write(bytes);
    }
    Files.write(directory.resolve(name), file.toByteArray());
    Files.writeString(
        directory.resolve(name + ".map"),
        "packed\n00001000-00007fff : System RAM\n00010000-00011fff : System RAM\n");
    writeText(name);
  }

  private void writeText(String name) throws IOException {
    try (Dump dump = open(directory, name)) {
      Files.writeString(
          directory.resolve(name + EXPECTED), text(dump, directory), StandardCharsets.UTF_8);
    }
  }

  /** What a dump holds; its files are named without their directory. */
  static String text(Dump dump, Path directory) throws IOException {
    return DumpText.of(dump).replace(directory + "/", "");
  }

  /** Opens a frozen dump: a file, one with a memory map, or a split set. */
  static Dump open(Path directory, String name) throws IOException {
    Path file = directory.resolve(name);
    Path map = directory.resolve(name + ".map");
    if (Files.exists(map)) {
      return DumpFiles.open(file, MemoryMap.read(map));
    }
    return Files.exists(file)
        ? DumpFiles.open(file)
        : DumpFiles.open(List.of(directory.resolve(name + ".0"), directory.resolve(name + ".1")));
  }
}
