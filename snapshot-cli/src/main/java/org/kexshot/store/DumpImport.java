package org.kexshot.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpFiles;
import org.kexshot.format.Utsname;
import org.kexshot.kernel.KernelImage;
import org.kexshot.memory.MemoryFault;

/** A dump file on its way into a repository. */
public final class DumpImport {
  private final Path file;
  private final SnapshotDescription description;

  public DumpImport(Path file, SnapshotDescription description) {
    this.file = file;
    this.description = description;
  }

  /** Adds the file's image, and records its length and SHA-256. Reads the file twice. */
  public Snapshot into(Repository repository, AddProgress progress) throws IOException {
    try (Dump dump = DumpFiles.open(file)) {
      SnapshotDescription described =
          withHost(dump)
              .withSource(
                  new SourceFile(
                      dump.formatName(),
                      file.toString(),
                      Files.size(file),
                      Optional.of(Sha256.ofFile(file))));
      return repository.add(dump, described, progress);
    }
  }

  /** The machine's name, where its kernel can be read and the user did not say it. */
  private SnapshotDescription withHost(Dump dump) throws IOException {
    if (description.host().isPresent()) {
      return description;
    }
    try {
      KernelImage kernel = KernelImage.open(dump);
      Utsname name = Utsname.read(kernel.memory(), kernel.vmcoreinfo(), kernel.architecture());
      return name.nodename().isEmpty() ? description : description.withHost(name.nodename());
    } catch (MemoryFault unknown) {
      return description;
    }
  }
}
