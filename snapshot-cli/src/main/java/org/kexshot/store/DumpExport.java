package org.kexshot.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Compression;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpDescription;
import org.kexshot.format.DumpReport;
import org.kexshot.format.FileSink;
import org.kexshot.format.Utsname;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.kernel.KernelImage;

/**
 * Writes an image as a kdump-compressed file that other tools read. The file appears when it is
 * whole.
 */
public final class DumpExport {
  private final Dump dump;
  private final Optional<DumpLevel> level;
  private final Compression compression;

  /**
   * @param level leaves out more pages than the image did; empty for all that it has
   */
  public DumpExport(Dump dump, Optional<DumpLevel> level, Compression compression) {
    this.dump = dump;
    this.level = level;
    this.compression = compression;
  }

  /**
   * Writes the file, which must not exist.
   *
   * @throws IOException if it cannot be written, or the image's kernel cannot be found
   */
  public DumpReport to(Path file) throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(
          file.toString(), null, "exists already; give another name or delete it");
    }
    KernelImage kernel = KernelImage.open(dump);
    DumpDescription description =
        new DumpDescription(
            dump.architecture(),
            Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture()),
            dump.takenAt().orElse(Instant.EPOCH),
            kernel.vmcoreinfo(),
            dump.notes());
    PageSelection selection = selection(kernel);
    Path directory = file.toAbsolutePath().getParent();
    try (PendingFile pending = new PendingFile(directory, "kexshot-export")) {
      DumpReport report =
          KdumpWriter.write(
              dump.memory(),
              selection,
              description,
              compression,
              Runtime.getRuntime().availableProcessors(),
              new FileSink(pending.channel()));
      pending.commit(file.toAbsolutePath());
      return report;
    }
  }

  /** All that the image has is said to be of the image's own level. */
  private PageSelection selection(KernelImage kernel) throws IOException {
    if (level.isPresent()) {
      return PageFilter.select(dump.memory(), kernel.memory(), kernel.vmcoreinfo(), level.get());
    }
    PageSelection all = PageFilter.everything(dump.memory());
    DumpLevel own = new DumpLevel(dump.dumpLevel().orElse(0));
    return new PageSelection(own, all.ram(), all.kept(), all.counts(), all.undecided());
  }
}
