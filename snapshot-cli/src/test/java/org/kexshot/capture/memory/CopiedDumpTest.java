package org.kexshot.capture.memory;

import java.time.Instant;
import java.util.Optional;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpContract;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.memory.BufferedMemoryTest;
import org.kexshot.memory.MemoryModel;

class CopiedDumpTest implements DumpContract {
  @Override
  public Dump openDump(MemoryModel model) {
    DumpDescription description = description();
    return new CopiedDump(
        BufferedMemoryTest.copyOf(model),
        description.architecture(),
        description.vmcoreinfo(),
        description.allNotes(),
        takenAt(),
        dumpLevel());
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(description().takenAt());
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return Optional.of(31);
  }
}
