package org.kexshot.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.kexshot.address.Architecture;
import org.kexshot.format.ElfLayout;

/** An ELF executable that tests change: two segments, at 2 MiB and 3 MiB. */
final class MadeElf {
  static final int SIZE = 0x2000;
  static final int HEADERS = 0x100;
  static final int CONTENTS = 0x1000;

  private final ElfLayout layout;
  private final ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);

  MadeElf(Architecture architecture) {
    layout = architecture == Architecture.I386 ? ElfLayout.ELF32 : ElfLayout.ELF64;
    bytes.put(0, layout.coreHeader(architecture, HEADERS, 2).array());
    bytes.putShort(ElfLayout.E_TYPE, (short) 2);
    layout.putWord(bytes, 24, 0x20_0010);
    segment(0, 0x20_0000, 0x300, 0x1000);
    segment(1, 0x30_0000, 0x200, 0x200);
  }

  void segment(int index, long address, long fileSize, long memorySize) {
    int at = HEADERS + index * layout.segmentSize();
    bytes.putInt(at, ElfLayout.PT_LOAD);
    layout.putWord(bytes, at + layout.pOffset(), CONTENTS);
    layout.putWord(bytes, at + layout.pVaddr(), address + 0x4000_0000);
    layout.putWord(bytes, at + layout.pPaddr(), address);
    layout.putWord(bytes, at + layout.pFilesz(), fileSize);
    layout.putWord(bytes, at + layout.pMemsz(), memorySize);
  }

  ElfLayout layout() {
    return layout;
  }

  ByteBuffer bytes() {
    return bytes;
  }
}
