package org.kexshot.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Architecture;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.paging.KernelNotFoundFault;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A dump whose kernel another VMCOREINFO describes than its file carries: hypervisors write one of
 * an earlier boot, an empty one, or a part of it.
 *
 * @param inner the dump
 * @param architecture that the other one is of
 * @param note the other one
 * @param problems the dump's own, and what is wrong with its note
 */
public record NotedDump(
    Dump inner, Architecture architecture, Vmcoreinfo note, List<String> problems)
    implements WrappedDump {
  /** What a kernel says of itself first, since 2.6.24. */
  private static final List<String> FIRST_KEYS =
      List.of("OSRELEASE", "PAGESIZE", "SYMBOL(init_uts_ns)", "SYMBOL(_stext)");

  /**
   * The dump itself if its note leads to the page tables in its memory; else with what is found in
   * memory. Where nothing better is found, the dump as it is. Cost: a handful of table entries; of
   * a note that is wrong, a read of all pages.
   */
  static Dump checked(Dump dump) throws IOException {
    Vmcoreinfo own = dump.vmcoreinfo().orElseThrow();
    boolean leads = architecture(dump, own).isPresent();
    boolean partial = !own.values().keySet().containsAll(FIRST_KEYS);
    if (leads && !partial) {
      return dump;
    }
    Optional<Vmcoreinfo> found = VmcoreinfoSearch.find(dump.memory());
    if (found.isEmpty() || leads && found.get().values().size() <= own.values().size()) {
      return dump;
    }
    List<String> problems = new ArrayList<>(dump.problems());
    problems.add(
        "the file's VMCOREINFO note %s; that of kernel %s, found in memory, is used in its place"
            .formatted(
                leads
                    ? "is a part of one"
                    : own.values().isEmpty()
                        ? "is empty"
                        : "does not lead to this memory's page tables",
                found.get().osRelease().orElse("(unnamed)")));
    return new NotedDump(
        dump, architecture(dump, found.get()).orElse(dump.architecture()), found.get(), problems);
  }

  /**
   * A dump with a VMCOREINFO that a user gave.
   *
   * @param source what it was read from, for errors
   * @throws KernelNotFoundFault if it does not lead to page tables in the dump's memory
   */
  public static Dump given(Dump dump, Vmcoreinfo note, String source) throws IOException {
    Optional<Architecture> architecture = architecture(dump, note);
    for (Architecture candidate : candidates(dump)) {
      if (architecture.isEmpty()
          && DamagedPaging.find(dump.memory(), note, candidate).isPresent()) {
        architecture = Optional.of(candidate);
      }
    }
    if (architecture.isEmpty()) {
      throw new KernelNotFoundFault(
          "physical",
          0,
          PageState.UNREADABLE,
          "%s: the VMCOREINFO in it does not lead to page tables in this image; give that of the kernel"
                  .formatted(source)
              + " that ran, of the same boot, e.g. from a memory dump or the console");
    }
    return new NotedDump(dump, architecture.get(), note, dump.problems());
  }

  private static List<Architecture> candidates(Dump dump) {
    List<Architecture> candidates = new ArrayList<>(List.of(dump.architecture()));
    for (Architecture other : Architecture.values()) {
      if (other != dump.architecture()) {
        candidates.add(other);
      }
    }
    return candidates;
  }

  /** Of which architecture the page tables are that a VMCOREINFO leads to; empty if to none. */
  private static Optional<Architecture> architecture(Dump dump, Vmcoreinfo note)
      throws IOException {
    for (Architecture candidate : candidates(dump)) {
      try {
        KernelPaging.find(dump.memory(), note, candidate);
        return Optional.of(candidate);
      } catch (MemoryFault | DumpFormatException elsewhere) {
        continue;
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<Vmcoreinfo> vmcoreinfo() {
    return Optional.of(note);
  }

  @Override
  public ElfNotes notes() {
    return inner.notes().withVmcoreinfo(note);
  }
}
