package org.kexshot.capture.memory;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.kexec.ControlPage;
import org.kexshot.kexec.KernelPlace;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.KernelSymbols;
import org.kexshot.linux.kcore.KernelCore;
import org.kexshot.linux.kcore.LiveMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The running kernel as its own {@code /proc} shows it: what must be known before a jump of where
 * things lie.
 *
 * @param core its virtual memory
 * @param memory its physical memory, as far as it is mapped directly
 * @param vmcoreinfo its description of itself
 * @param symbols addresses of a few of its variables
 * @param place how symbols' addresses become physical ones
 * @param paging its page tables
 */
record LiveKernel(
    KernelCore core,
    LiveMemory memory,
    Vmcoreinfo vmcoreinfo,
    KernelSymbols symbols,
    KernelPlace place,
    KernelPaging paging)
    implements Closeable {
  static final String INIT_TASK = "init_task";
  static final String SAVED_CONTEXT = "saved_context";

  static LiveKernel open() throws IOException {
    IoMemory map = IoMemory.read();
    Set<String> names = new HashSet<>(ControlPage.SYMBOLS);
    names.addAll(Set.of(KernelPlace.TEXT, INIT_TASK, RunningKernel.KEXEC_IMAGE, SAVED_CONTEXT));
    KernelSymbols symbols = KernelSymbols.find(names);
    KernelCore core = KernelCore.open();
    try {
      Vmcoreinfo vmcoreinfo =
          core.note("VMCOREINFO")
              .map(Vmcoreinfo::parse)
              .orElseThrow(
                  () ->
                      new IOException(
                          "/proc/kcore has no VMCOREINFO note: CONFIG_CRASH_CORE is needed"));
      LiveMemory memory = new LiveMemory(core, map.systemRam());
      return new LiveKernel(
          core,
          memory,
          vmcoreinfo,
          symbols,
          KernelPlace.of(map, symbols),
          KernelPaging.find(memory, vmcoreinfo, core.architecture()));
    } catch (IOException | RuntimeException e) {
      core.close();
      throw e;
    }
  }

  Architecture architecture() {
    return core.architecture();
  }

  /** What its control page holds where at a jump. */
  ControlPage controlPage() {
    return ControlPage.of(architecture(), symbols);
  }

  /**
   * Address of a variable.
   *
   * @throws IOException if the kernel does not show it
   */
  long symbol(String name) throws IOException {
    return symbols
        .address(name)
        .orElseThrow(
            () ->
                new IOException(
                    "/proc/kallsyms has no %s: CONFIG_KALLSYMS_ALL is needed".formatted(name)));
  }

  @Override
  public void close() throws IOException {
    core.close();
  }
}
