package org.kexshot.format.elf;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.format.DescribedDump;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormat;
import org.kexshot.format.ElfLayout;
import org.kexshot.io.ByteRegion;

/** ELF files, of which cores of 32 and 64 bits open. */
public final class ElfFormat implements DumpFormat {
  @Override
  public String name() {
    return "ELF core";
  }

  @Override
  public boolean recognizes(ByteRegion region) throws IOException {
    return region.length() >= 4 && ElfLayout.isElf(region.little(0, 4));
  }

  @Override
  public Dump open(ByteRegion region, Closeable source) throws IOException {
    return DescribedDump.of(ElfCore.open(region, source));
  }
}
