package org.kexshot.store.read;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpContract;
import org.kexshot.format.ModelDump;
import org.kexshot.format.write.PageProgress;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

/** Snapshots of a repository that has another one already. */
class SnapshotDumpTest implements DumpContract, PhysicalMemoryContract {
  @TempDir private Path directory;
  private final List<Dump> dumps = new ArrayList<>();

  @Override
  public Dump openDump(MemoryModel model) throws IOException {
    Repository repository = Repository.openOrCreate(directory.resolve("repository"));
    Dump image = new ModelDump(model, description(), dumpLevel());
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
}
