package org.kexshot.format;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A dump about which more is known than its own file says.
 *
 * @param inner the dump
 * @param formatName its format, and how it is wrapped
 * @param vmcoreinfo the file's own, or what was found in memory, which is no note of the file
 * @param problems the dump's own, and those of what wraps it
 */
public record DescribedDump(
    Dump inner, String formatName, Optional<Vmcoreinfo> vmcoreinfo, List<String> problems)
    implements WrappedDump {

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
  public Optional<Utsname> utsname() {
    return inner.utsname().or(WrappedDump.super::utsname);
  }
}
