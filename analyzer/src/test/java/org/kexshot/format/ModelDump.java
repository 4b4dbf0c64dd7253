package org.kexshot.format;

import java.time.Instant;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.memory.MemoryModel;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A model of memory as an image.
 *
 * @param said what the image says of itself
 */
public record ModelDump(MemoryModel memory, DumpDescription said, Optional<Integer> dumpLevel)
    implements Dump {
  @Override
  public String formatName() {
    return "model";
  }

  @Override
  public Architecture architecture() {
    return said.architecture();
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return said.vmcoreinfo();
  }

  @Override
  public ElfNotes notes() {
    return said.allNotes();
  }

  @Override
  public Optional<Instant> takenAt() {
    return Optional.of(said.takenAt());
  }

  @Override
  public void close() {}
}
