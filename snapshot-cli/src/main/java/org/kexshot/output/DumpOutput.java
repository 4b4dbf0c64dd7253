package org.kexshot.output;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.Consumer;
import org.kexshot.device.BlockDevice;
import org.kexshot.export.DumpExport;
import org.kexshot.export.OutputFormat;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.write.DumpReport;
import org.kexshot.format.write.DumpSink;
import org.kexshot.format.write.PageProgress;

/**
 * A place that a dump is written to. Until {@link #commit} it holds nothing that could be taken for
 * a dump, where it can be written at any position; closing it without leaves it so.
 */
public interface DumpOutput extends Closeable {
  /** Names standard output. */
  String STANDARD = "-";

  /** As the user named it. */
  String name();

  /** Whether bytes can be written at any position; else only one after the other. */
  boolean isSeekable();

  /**
   * Writes at positions.
   *
   * @throws UnsupportedOperationException if this is not seekable
   */
  DumpSink positions();

  /** Writes from front to back. */
  WritableByteChannel sequence();

  /** Makes what was written last, and be seen. */
  void commit() throws IOException;

  /**
   * Opens what a user named: a file that does not exist yet, a block device, something that takes a
   * stream such as a pipe, or {@code -} for standard output.
   *
   * @param overwrite whether a device may be one that holds a file system, a partition table or
   *     suchlike
   * @param told is told what a killed writer left beside a file, which is removed
   * @throws FileAlreadyExistsException if there is a file of that name
   * @throws IOException if it cannot be written, or the device is in use, or is not to be
   *     overwritten
   */
  static DumpOutput open(String name, boolean overwrite, Consumer<String> told) throws IOException {
    if (name.equals(STANDARD)) {
      return StandardOutput.open();
    }
    Path path = Path.of(name);
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Path directory = path.toAbsolutePath().getParent();
      if (!Files.isDirectory(directory)) {
        throw new NoSuchFileException(directory.toString(), null, "no such directory");
      }
      return new FileOutput(path, told);
    }
    if (!Files.exists(path) || !Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
      throw new FileAlreadyExistsException(name);
    }
    Optional<BlockDevice> device = BlockDevice.of(path);
    return device.isPresent()
        ? DeviceOutput.open(path, device.get(), overwrite)
        : StreamOutput.open(path);
  }

  /**
   * Writes a dump here and commits it.
   *
   * @param flattened whether as a flattened stream, which a kdump-compressed file is anyway where
   *     this is not seekable
   * @param progress counts the pages written
   */
  default DumpReport write(DumpExport export, boolean flattened, PageProgress progress)
      throws IOException {
    boolean streaming = !isSeekable() && export.format() == OutputFormat.KDUMP;
    DumpSink sink;
    if (flattened || streaming) {
      sink = new FlattenedSink(sequence());
    } else {
      sink = isSeekable() ? positions() : new InOrderSink(sequence());
    }
    DumpReport report = export.to(sink, progress);
    commit();
    return report;
  }
}
