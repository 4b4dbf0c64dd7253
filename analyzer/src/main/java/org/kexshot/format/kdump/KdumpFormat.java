package org.kexshot.format.kdump;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.format.DescribedDump;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormat;
import org.kexshot.io.ByteRegion;

/** Kdump-compressed files of all versions, and single files of a split set. */
public final class KdumpFormat implements DumpFormat {
  @Override
  public String name() {
    return "kdump-compressed";
  }

  @Override
  public boolean recognizes(ByteRegion region) throws IOException {
    return KdumpHeader.recognizes(region);
  }

  @Override
  public Dump open(ByteRegion region, Closeable source) throws IOException {
    return DescribedDump.of(KdumpDump.open(region, source));
  }
}
