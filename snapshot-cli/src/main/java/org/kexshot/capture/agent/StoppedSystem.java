package org.kexshot.capture.agent;

import java.io.IOException;
import java.time.Duration;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.channel.Request;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.kexec.ControlPage;
import org.kexshot.kexec.JumpSite;
import org.kexshot.memory.ExchangedMemory;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.ResidentMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * A as it stands still: its memory as it saw it, and which of its pages are kept.
 *
 * @param site where it stood when it jumped
 * @param layout of its control page, as far as it is known
 * @param memory with the exchange undone
 * @param kernel its kernel's virtual memory
 * @param ownPages frames that are B's and none of its memory
 */
record StoppedSystem(
    Architecture architecture,
    JumpSite site,
    ControlPage layout,
    ExchangedMemory memory,
    Vmcoreinfo vmcoreinfo,
    VirtualMemory kernel,
    PageSelection selection,
    long ownPages) {

  /**
   * Sees it through {@code /proc/vmcore}.
   *
   * @param handover what the loader knew of it
   */
  static StoppedSystem in(Dump vmcore, Request request, Handover handover) throws IOException {
    ResidentMemory resident = new ResidentMemory(vmcore.memory());
    Architecture architecture = vmcore.architecture();
    ControlPage layout = new ControlPage(handover.stackPointer(), handover.pageList());
    JumpSite site = JumpSite.find(resident.bytes(), architecture, layout, handover.returnAddress());
    KexecPageList exchanged =
        KexecPageList.read(resident, architecture, site.pageList(request.kimageHead()));
    requireAllOf(exchanged, handover);
    ExchangedMemory memory = new ExchangedMemory(resident, exchanged, handover.lent());
    Vmcoreinfo vmcoreinfo =
        vmcore.vmcoreinfo().orElseThrow(() -> new IOException("/proc/vmcore: no VMCOREINFO note"));
    VirtualMemory kernel = KernelPaging.find(memory, vmcoreinfo, architecture).kernel();
    return new StoppedSystem(
        architecture,
        site,
        layout,
        memory,
        vmcoreinfo,
        kernel,
        PageFilter.select(memory, kernel, vmcoreinfo, new DumpLevel(request.dumpLevel())),
        exchanged.imagePageCount() + handover.lent().length() / Page.SIZE);
  }

  /** A list of another image, or of another time, has another number of pages. */
  private static void requireAllOf(KexecPageList exchanged, Handover handover) throws IOException {
    if (exchanged.imagePageCount() != handover.imagePages()) {
      throw new IOException(
          "the list of exchanged pages names %d pages, %d were loaded: it is not this image's"
              .formatted(exchanged.imagePageCount(), handover.imagePages()));
    }
  }

  /**
   * How long B took, by {@link System#nanoTime}.
   *
   * @param entered when B was entered
   * @param begun when it had the request
   * @param filtered when it was decided which pages are kept
   */
  static CaptureFigures.Times times(long entered, long begun, long filtered) {
    return new CaptureFigures.Times(
        Duration.ofNanos(begun - entered),
        Duration.ofNanos(filtered - begun),
        Duration.ofNanos(System.nanoTime() - filtered));
  }
}
