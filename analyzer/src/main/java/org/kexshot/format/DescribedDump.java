package org.kexshot.format;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A dump about which more is known than its own file says.
 *
 * @param inner the dump
 * @param formatName its format, and how it is wrapped
 * @param vmcoreinfo the file's own, or what was found in memory
 * @param problems the dump's own, and those of what wraps it
 */
public record DescribedDump(
    Dump inner, String formatName, Optional<Vmcoreinfo> vmcoreinfo, List<String> problems)
    implements Dump {

  /**
   * The dump itself; where its file has no VMCOREINFO, or one that is not of this memory's kernel,
   * with what is found of it in memory, which reads all pages once.
   */
  public static Dump of(Dump dump) throws IOException {
    return dump.vmcoreinfo().isPresent()
        ? NotedDump.checked(dump)
        : new DescribedDump(
            dump, dump.formatName(), VmcoreinfoSearch.find(dump.memory()), dump.problems());
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
  public ElfNotes notes() {
    // A VMCOREINFO that was found in memory is no note of the file.
    return inner.notes();
  }

  @Override
  public Optional<Utsname> utsname() {
    return inner.utsname().or(Dump.super::utsname);
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
