package org.kexshot.operation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.raw.MemoryMap;
import org.kexshot.format.raw.RawImage;
import org.kexshot.hibernate.image.HibernatedDump;
import org.kexshot.io.ByteRegion;
import org.kexshot.linux.SparseFile;
import org.kexshot.store.ReceivedFile;

/** Opens files that hold memory, and passes over their holes where the kernel can tell them. */
final class DumpOpener {
  private interface Opening {
    Dump open(ByteRegion region, SparseFile source) throws IOException;
  }

  private DumpOpener() {}

  /**
   * Opens a dump that tells its format.
   *
   * @param files one, or those of a split set
   */
  static Dump open(List<Path> files) throws IOException {
    return open(DumpSource.of(files));
  }

  /** Opens a dump that tells its format. */
  static Dump open(DumpSource dump) throws IOException {
    // The parts of a split set are packed, so that they have no holes to speak of.
    return dump.files().size() == 1
        ? open(dump, (region, source) -> openDetected(dump.files().get(0), source))
        : DumpFiles.open(dump.files());
  }

  /** Opens what came as a stream, and tells its format. */
  static Dump open(ReceivedFile received) throws IOException {
    Optional<ByteRegion> sealed = received.region();
    return sealed.isPresent()
        ? openRegion(sealed.get(), Optional.empty())
        : open(new DumpSource(List.of(received.file()), received.name()));
  }

  /** Opens a raw image of a memory map. */
  static Dump openRaw(Path file, Path map) throws IOException {
    return openRaw(DumpSource.of(List.of(file)), map);
  }

  /** Opens a raw image of a memory map. */
  static Dump openRaw(DumpSource dump, Path map) throws IOException {
    MemoryMap ranges = MemoryMap.read(map);
    return open(dump, (region, source) -> RawImage.open(region, ranges, source));
  }

  /**
   * Opens what is in no file of its own.
   *
   * @param map of a raw image
   */
  static Dump openRegion(ByteRegion region, Optional<Path> map) throws IOException {
    return map.isPresent()
        ? RawImage.open(region, MemoryMap.read(map.get()), () -> {})
        : DumpFiles.open(region, () -> {});
  }

  private static Dump openDetected(Path file, SparseFile source) throws IOException {
    return HibernatedDump.isOn(source)
        ? HibernatedDump.open(file, source)
        : DumpFiles.open(source, source);
  }

  private static Dump open(DumpSource dump, Opening opening) throws IOException {
    SparseFile source = SparseFile.open(dump.files().get(0), dump.name());
    try {
      return opening.open(source, source);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }
}
