package org.kexshot.format.lime;

import java.io.Closeable;
import java.io.IOException;
import org.kexshot.format.BareDump;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormat;
import org.kexshot.io.ByteRegion;

/** Images of LiME. */
public final class LimeFormat implements DumpFormat {
  @Override
  public String name() {
    return "LiME";
  }

  @Override
  public boolean recognizes(ByteRegion region) throws IOException {
    return LimeImage.beginsWith(region, LimeImage.LIME_MAGIC);
  }

  @Override
  public Dump open(ByteRegion region, Closeable source) throws IOException {
    LimeImage image = LimeImage.readLime(region);
    return BareDump.of("LiME v1", image.memory(), image.problems(), LimeImage.READ_LIVE, source);
  }
}
