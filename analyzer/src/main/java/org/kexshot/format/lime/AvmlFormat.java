package org.kexshot.format.lime;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.format.BareDump;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormat;
import org.kexshot.io.ByteRegion;

/** Images of AVML. */
public final class AvmlFormat implements DumpFormat {
  @Override
  public String name() {
    return "AVML";
  }

  @Override
  public boolean recognizes(ByteRegion region) throws IOException {
    return LimeImage.beginsWith(region, LimeImage.AVML_MAGIC);
  }

  @Override
  public Dump open(ByteRegion region, Closeable source) throws IOException {
    LimeImage image = LimeImage.readAvml(region);
    return BareDump.of("AVML v2", image.memory(), image.problems(), LimeImage.READ_LIVE, source);
  }
}
