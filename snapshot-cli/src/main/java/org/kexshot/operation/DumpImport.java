package org.kexshot.operation;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.format.Dump;
import org.kexshot.format.open.UnwrappedStream;
import org.kexshot.format.write.PageProgress;
import org.kexshot.io.ByteRegion;
import org.kexshot.io.FileRegion;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.linux.SparseFile;
import org.kexshot.store.Addition;
import org.kexshot.store.ReceivedFile;
import org.kexshot.store.file.Sha256;
import org.kexshot.store.manifest.Snapshot;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.store.manifest.SourceFile;

/** A dump on its way into a repository. */
public final class DumpImport implements Closeable {
  private static final long MOST_HOLES = 1L << 38;

  private final MemoryImage image;
  private final DumpSource source;
  private final Optional<ByteRegion> received;
  private final DebugFiles debugFiles;
  private final SnapshotDescription description;

  private DumpImport(
      MemoryImage image,
      DumpSource source,
      Optional<ByteRegion> received,
      DebugFiles debugFiles,
      SnapshotDescription description) {
    this.image = image;
    this.source = source;
    this.received = received;
    this.debugFiles = debugFiles;
    this.description = description;
  }

  /**
   * Opens a dump.
   *
   * @param files one, or those of a split set
   * @param map of the memory that a raw image holds; empty for files that tell their format
   * @param debugFiles about its kernel, which are kept with it
   * @throws IOException also if one of those is another kernel's
   */
  public static DumpImport open(
      List<Path> files, Optional<Path> map, DebugFiles debugFiles, SnapshotDescription description)
      throws IOException {
    return open(DumpSource.of(files), Optional.empty(), map, debugFiles, description);
  }

  /** Whether a file's dump is not read in place: it is a pipe, or packed as a whole. */
  public static boolean isStream(Path file) throws IOException {
    return FileRegion.isPipe(file) || UnwrappedStream.isWrapped(file);
  }

  /**
   * Receives a dump that comes as a stream in the repository's directory for temporary files, and
   * unpacks it if it is packed by gzip, xz, Zstandard or bzip2.
   *
   * @param name of the stream, for errors
   */
  public static ReceivedFile receive(InputStream stream, String name, Addition addition)
      throws IOException {
    return addition.receive(new UnwrappedStream(stream, name), name);
  }

  /**
   * Opens a dump that came as a stream; see {@link #open(List, Optional, DebugFiles,
   * SnapshotDescription)}.
   */
  public static DumpImport open(
      ReceivedFile received,
      Optional<Path> map,
      DebugFiles debugFiles,
      SnapshotDescription description)
      throws IOException {
    DumpSource source = new DumpSource(List.of(received.file()), received.name());
    return open(source, received.region(), map, debugFiles, description);
  }

  private static DumpImport open(
      DumpSource source,
      Optional<ByteRegion> received,
      Optional<Path> map,
      DebugFiles debugFiles,
      SnapshotDescription description)
      throws IOException {
    Dump dump =
        received.isPresent() ? DumpOpener.openRegion(received.get(), map) : dump(source, map);
    DumpImport opened =
        new DumpImport(MemoryImage.of(dump, debugFiles), source, received, debugFiles, description);
    try {
      if (!debugFiles.isEmpty()) {
        KernelImage kernel = opened.image.kernel();
        debugFiles.verify(kernel.vmcoreinfo(), kernel.architecture());
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  private static Dump dump(DumpSource source, Optional<Path> map) throws IOException {
    return map.isPresent() ? DumpOpener.openRaw(source, map.get()) : DumpOpener.open(source);
  }

  /** Who is told what had to be done to find the kernel. */
  public void tell(Consumer<String> listener) {
    image.tell(listener);
  }

  /** What the files are known to lack. */
  public List<String> problems() {
    return image.dump().problems();
  }

  /**
   * Adds the dump's image, and records the files' length, and of a single file its SHA-256, unless
   * it has holes of more than 256 GiB. Reads the files twice. Pages that are corrupt are stored as
   * unreadable.
   */
  public Snapshot into(Addition addition, PageProgress progress) throws IOException {
    return addition.add(image.dump(), debugFiles, withHost().withSource(record()), progress);
  }

  private SourceFile record() throws IOException {
    if (received.isPresent()) {
      return new SourceFile(
          image.dump().formatName(),
          source.name(),
          received.get().length(),
          Optional.of(sha256(received.get())));
    }
    List<Path> files = source.files();
    long length = 0;
    for (Path file : files) {
      length += Files.size(file);
    }
    return new SourceFile(
        image.dump().formatName(),
        source.name(),
        length,
        files.size() == 1 ? sha256(files.get(0)) : Optional.empty());
  }

  private static String sha256(ByteRegion region) throws IOException {
    MessageDigest digest = Sha256.digest();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    for (long at = 0; at < region.length(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), region.length() - at));
      region.read(at, buffer);
      digest.update(buffer.flip());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** None of a file most of which is a hole: its zeros would take hours. */
  private static Optional<String> sha256(Path file) throws IOException {
    try (SparseFile sparse = SparseFile.open(file)) {
      if (sparse.holeBytes() > MOST_HOLES) {
        return Optional.empty();
      }
    }
    return Optional.of(Sha256.ofFile(file));
  }

  /** The machine's name, where its kernel can be read and the user did not say it. */
  private SnapshotDescription withHost() throws IOException {
    if (description.host().isPresent()) {
      return description;
    }
    Optional<String> name = MachineNames.of(image);
    return name.isPresent() ? description.withHost(name.get()) : description;
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
