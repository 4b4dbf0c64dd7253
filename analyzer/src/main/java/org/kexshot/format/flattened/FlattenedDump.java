package org.kexshot.format.flattened;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.Dump;
import org.kexshot.format.ElfNotes;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A dump that was read through a flattened stream.
 *
 * @param inner the dump that the stream stands for
 */
public record FlattenedDump(Dump inner) implements Dump {
  @Override
  public String formatName() {
    return inner.formatName() + ", flattened";
  }

  @Override
  public Architecture architecture() {
    return inner.architecture();
  }

  @Override
  public PhysicalMemory memory() {
    return inner.memory();
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return inner.vmcoreinfo();
  }

  @Override
  public ElfNotes notes() {
    return inner.notes();
  }

  @Override
  public Optional<Instant> takenAt() {
    return inner.takenAt();
  }

  @Override
  public Optional<Integer> dumpLevel() {
    return inner.dumpLevel();
  }

  @Override
  public void close() throws IOException {
    inner.close();
  }
}
