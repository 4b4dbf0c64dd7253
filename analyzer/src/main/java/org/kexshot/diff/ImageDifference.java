package org.kexshot.diff;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.sysctl.Sysctl;

/**
 * All that differs between two images.
 *
 * @param relation how far they can be compared
 * @param pages by page frame
 * @param owners what the changed, appeared and vanished pages are, most pages first
 * @param processes that came, went and changed
 * @param modules likewise
 * @param sockets likewise
 * @param log records that came, and those that were overwritten meanwhile
 * @param settings that came, went and changed their value
 * @param symbols data symbols whose bytes differ, in the order of addresses
 * @param problems why a part of this is missing; empty if none is
 */
public record ImageDifference(
    ImageRelation relation,
    PageTotals pages,
    List<PageOwnerTotals> owners,
    Difference<Task> processes,
    Difference<Module> modules,
    Difference<Socket> sockets,
    Difference<LogRecord> log,
    Difference<Sysctl> settings,
    List<SymbolChange> symbols,
    List<String> problems) {
  public ImageDifference {
    owners = List.copyOf(owners);
    symbols = List.copyOf(symbols);
    problems = List.copyOf(problems);
  }

  /** Everything that could not be read, of whatever kind. */
  public List<String> allProblems() {
    Set<String> all = new LinkedHashSet<>(problems);
    all.addAll(processes.problems());
    all.addAll(modules.problems());
    all.addAll(sockets.problems());
    all.addAll(log.problems());
    all.addAll(settings.problems());
    return List.copyOf(all);
  }
}
