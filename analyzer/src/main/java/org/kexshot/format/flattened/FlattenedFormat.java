package org.kexshot.format.flattened;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.format.DescribedDump;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFormat;
import org.kexshot.io.ByteRegion;

/**
 * Flattened dumps.
 *
 * @param inside opens the file for which a stream stands
 */
public record FlattenedFormat(Inside inside) implements DumpFormat {
  /** What opens a file out of a stream. */
  @FunctionalInterface
  public interface Inside {
    /** See {@link DumpFormat#open}. */
    Dump open(ByteRegion region, Closeable source) throws IOException;
  }

  @Override
  public String name() {
    return "flattened";
  }

  @Override
  public boolean recognizes(ByteRegion region) throws IOException {
    return FlattenedRegion.recognizes(region);
  }

  @Override
  public Dump open(ByteRegion region, Closeable source) throws IOException {
    FlattenedRegion flattened = FlattenedRegion.open(region);
    Dump dump = inside.open(flattened, source);
    List<String> problems = new ArrayList<>(flattened.problems());
    problems.addAll(dump.problems());
    return new DescribedDump(dump, dump.formatName() + ", flattened", dump.vmcoreinfo(), problems);
  }
}
