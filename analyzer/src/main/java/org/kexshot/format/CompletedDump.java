package org.kexshot.format;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A dump of a machine that had more memory than its file tells.
 *
 * @param inner the dump
 * @param memory its memory and what the file leaves out
 * @param problems the dump's own, and those of what it leaves out
 */
public record CompletedDump(Dump inner, PhysicalMemory memory, List<String> problems)
    implements Dump {
  @Override
  public String formatName() {
    return inner.formatName();
  }

  @Override
  public Architecture architecture() {
    return inner.architecture();
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return inner.vmcoreinfo();
  }

  @Override
  public Optional<Utsname> utsname() {
    return inner.utsname();
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
