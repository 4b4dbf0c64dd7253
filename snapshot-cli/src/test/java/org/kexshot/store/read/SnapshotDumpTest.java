package org.kexshot.store.read;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpContract;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Snapshots of a repository that has another one already. */
class SnapshotDumpTest implements DumpContract, PhysicalMemoryContract {
  @TempDir private Path directory;
  private final List<Dump> dumps = new ArrayList<>();

  @Override
  public Dump openDump(MemoryModel model) throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    Dump image = new Image(model, description(), takenAt(), dumpLevel());
    Dump stored =
        repository.openDump(
            repository.add(image, SnapshotDescription.labelled("test"), PageProgress.NONE));
    dumps.add(stored);
    return stored;
  }

  @Override
  public PhysicalMemory open(MemoryModel model) throws IOException {
    openDump(MemoryModel.random(5, absences(), image().ram().get(0)));
    return openDump(model).memory();
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(description().takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(17);
  }

  @AfterEach
  void closeDumps() throws IOException {
    for (Dump dump : dumps) {
      dump.close();
    }
  }

  /** What is stored. */
  private record Image(
      PhysicalMemory memory,
      DumpDescription said,
      Optional<Instant> takenAt,
      Optional<Integer> dumpLevel)
      implements Dump {
    @Override
    public String formatName() {
      return "test";
    }

    @Override
    public Architecture architecture() {
      return said.architecture();
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
      return Optional.of(said.vmcoreinfo());
    }

    @Override
    public ElfNotes notes() {
      return said.allNotes();
    }

    @Override
    public void close() {}
  }
}
