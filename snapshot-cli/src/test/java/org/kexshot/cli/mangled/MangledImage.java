package org.kexshot.cli.mangled;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfSegment;

/** An ELF core that is mangled in place and restored, so that a copy costs what is overwritten. */
final class MangledImage implements Closeable {
  private final FileChannel channel;
  private final int wordSize;
  private final List<ElfSegment> segments = new ArrayList<>();

  /** What was overwritten, the last at the end. */
  private final List<Mangling.Change> originals = new ArrayList<>();

  MangledImage(Path file) throws IOException {
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    ByteBuffer header = bytes(0, ElfLayout.ELF64.fileHeaderSize());
    ElfLayout layout =
        header.get(ElfLayout.EI_CLASS) == ElfLayout.ELFCLASS64 ? ElfLayout.ELF64 : ElfLayout.ELF32;
    int machine = header.getShort(18);
    wordSize = machine == 3 ? 4 : 8;
    long at = layout.word(header, layout.phoff());
    for (int i = header.getShort(layout.phnum()); i > 0; i--) {
      ElfSegment segment = ElfSegment.read(layout, bytes(at, layout.segmentSize()), 0);
      if (segment.type() == ElfLayout.PT_LOAD) {
        segments.add(segment);
      }
      at += header.getShort(layout.phentsize());
    }
  }

  private ByteBuffer bytes(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) > 0) {
      continue;
    }
    return bytes.rewind();
  }

  /** Bytes of a pointer of the machine. */
  int wordSize() {
    return wordSize;
  }

  /** The word at a physical address; 0 if the image lacks it. */
  long word(long address) {
    try {
      long position = position(address, wordSize);
      ByteBuffer bytes = position < 0 ? ByteBuffer.allocate(8) : bytes(position, wordSize);
      return wordSize == 4 ? Integer.toUnsignedLong(bytes.getInt(0)) : bytes.getLong(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long position(long address, int length) {
    for (ElfSegment segment : segments) {
      long offset = address - segment.physical();
      if (offset >= 0 && offset <= segment.inFile() - length) {
        return segment.position() + offset;
      }
    }
    return -1;
  }

  void mangle(Mangling mangling) throws IOException {
    for (Mangling.Change change : mangling.changes()) {
      long position = position(change.address(), change.bytes().length);
      if (position >= 0) {
        originals.add(
            new Mangling.Change(position, bytes(position, change.bytes().length).array()));
        channel.write(ByteBuffer.wrap(change.bytes()), position);
      }
    }
  }

  void restore() throws IOException {
    while (!originals.isEmpty()) {
      Mangling.Change original = originals.remove(originals.size() - 1);
      channel.write(ByteBuffer.wrap(original.bytes()), original.address());
    }
  }

  @Override
  public void close() throws IOException {
    restore();
    channel.close();
  }
}
