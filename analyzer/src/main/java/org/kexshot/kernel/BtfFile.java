package org.kexshot.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.kexshot.compress.PackedStream;
import org.kexshot.format.ElfLayout;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;
import org.kexshot.io.PendingFile;
import org.kexshot.io.TruncatedException;
import org.kexshot.types.TypeException;

/**
 * Reads a kernel's types from a file: BTF as it is, or an ELF file with a section {@code .BTF},
 * such as a {@code vmlinux}; either packed by gzip, xz or zstd too. Source of the sections: System
 * V ABI chapter 4.
 */
final class BtfFile {
  private static final String SECTION = ".BTF";
  private static final int MAX_BYTES = 1 << 27;

  /** Unpacked, more than a vmlinux with debug info has. */
  private static final long MAX_UNPACKED = 1L << 32;

  private static final int BLOCK = 1 << 16;

  private BtfFile() {}

  /**
   * Reads the BTF of a file, and nothing else of it.
   *
   * @throws TypeException if it has none
   */
  static byte[] read(Path file) throws IOException {
    try (FileRegion region = FileRegion.open(file)) {
      int start = region.length() < Integer.BYTES ? 0 : region.little(0, Integer.BYTES).getInt();
      if (PackedStream.isPacked(Integer.reverseBytes(start))) {
        return unpacked(file);
      }
      return blob(region);
    } catch (TruncatedException cut) {
      throw new TypeException(cut.getMessage() + "; the file is cut off");
    }
  }

  private static byte[] blob(ByteRegion region) throws IOException {
    boolean elf = region.length() >= 4 && ElfLayout.isElf(region.little(0, 4));
    return elf ? section(region) : bytes(region, 0, region.length());
  }

  private static byte[] bytes(ByteRegion region, long offset, long length) throws IOException {
    if (length < 0 || length > MAX_BYTES) {
      throw new TypeException(
          "%s: %d bytes, more than any kernel's BTF has; give what pahole --btf_encode_detached writes, or a vmlinux with a section .BTF"
              .formatted(region.name(), length));
    }
    return region.little(offset, (int) length).array();
  }

  private static byte[] section(ByteRegion region) throws IOException {
    ByteBuffer ident = region.little(0, ElfLayout.ELF32.fileHeaderSize());
    ElfLayout layout =
        ident.get(ElfLayout.EI_CLASS) == ElfLayout.ELFCLASS32 ? ElfLayout.ELF32 : ElfLayout.ELF64;
    ByteBuffer header = region.little(0, layout.fileHeaderSize());
    long table = layout.word(header, layout.shoff());
    int size = Short.toUnsignedInt(header.getShort(layout.shentsize()));
    int count = Short.toUnsignedInt(header.getShort(layout.shentsize() + 2));
    int names = Short.toUnsignedInt(header.getShort(layout.shentsize() + 4));
    if (size < layout.sectionSize() || names >= count) {
      throw without(region);
    }
    ByteBuffer strings = region.little(table + (long) names * size, layout.sectionSize());
    long namesAt = layout.word(strings, layout.shOffset());
    long namesLength = layout.word(strings, layout.shSize());
    byte[] wanted = (SECTION + '\0').getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      ByteBuffer section = region.little(table + (long) i * size, layout.sectionSize());
      long name = Integer.toUnsignedLong(section.getInt(0));
      if (name <= namesLength - wanted.length
          && ByteBuffer.wrap(wanted).equals(region.little(namesAt + name, wanted.length))) {
        return bytes(
            region, layout.word(section, layout.shOffset()), layout.word(section, layout.shSize()));
      }
    }
    throw without(region);
  }

  private static TypeException without(ByteRegion region) {
    return new TypeException(
        "%s: an ELF file without a section .BTF; make its types of it, if it has debug info, by pahole --btf_encode_detached=FILE"
            .formatted(region.name()));
  }

  /** Through a temporary file, since an ELF file names its sections at its end. */
  private static byte[] unpacked(Path file) throws IOException {
    Path directory = Path.of(System.getProperty("java.io.tmpdir"));
    try (PendingFile temporary = new PendingFile(directory, "kexshot-btf")) {
      unpack(file, temporary);
      try (FileRegion region = FileRegion.open(temporary.temporary())) {
        return blob(region);
      }
    }
  }

  private static void unpack(Path file, PendingFile into) throws IOException {
    byte[] block = new byte[BLOCK];
    long unpacked = 0;
    try (InputStream content = contents(file)) {
      for (int length; (length = read(file, content, block)) >= 0; unpacked += length) {
        if (unpacked + length > MAX_UNPACKED) {
          throw new TypeException(file + ": unpacks to more than 4 GiB; a kernel's types expected");
        }
        into.write(ByteBuffer.wrap(block, 0, length));
      }
    }
  }

  private static InputStream contents(Path file) throws IOException {
    InputStream packed = Files.newInputStream(file);
    try {
      return PackedStream.unpack(packed);
    } catch (IOException damaged) {
      packed.close();
      throw damaged(file, damaged);
    }
  }

  private static int read(Path file, InputStream packed, byte[] into) throws IOException {
    try {
      return packed.read(into);
    } catch (IOException damaged) {
      throw damaged(file, damaged);
    }
  }

  private static TypeException damaged(Path file, IOException reason) {
    return new TypeException(file + ": does not unpack: " + reason.getMessage());
  }
}
