package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.channel.Request;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.format.Utsname;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpReport;
import org.kexshot.kexec.ControlPage;
import org.kexshot.kexec.JumpSite;
import org.kexshot.linux.MappedRegion;
import org.kexshot.linux.RawDevice;
import org.kexshot.memory.ExchangedMemory;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.ResidentMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Dumps A's memory once: reads {@code /proc/vmcore}, undoes the exchange of pages so that memory is
 * as A saw it, excludes what the dump level says, and writes the rest to the snapshot device,
 * uncompressed, for the pause is what counts.
 *
 * @param handover what the loader knew of A
 * @param entered {@link System#nanoTime} when this kernel was entered
 */
record DumpTask(RawDevice device, Request request, Handover handover, long entered) {
  private static final Path VMCORE = Path.of("/proc/vmcore");

  Answer run() throws IOException {
    long begun = System.nanoTime();
    try (MappedRegion file = MappedRegion.open(VMCORE);
        Dump vmcore = DumpFiles.open(file, () -> {})) {
      ResidentMemory resident = new ResidentMemory(vmcore.memory());
      Architecture architecture = vmcore.architecture();
      JumpSite site =
          JumpSite.find(resident.bytes(), architecture, layout(), handover.returnAddress());
      KexecPageList exchanged =
          KexecPageList.read(resident, architecture, site.pageList(request.kimageHead()));
      requireAllOf(exchanged);
      ExchangedMemory memory = new ExchangedMemory(resident, exchanged, handover.lent());
      Vmcoreinfo vmcoreinfo =
          vmcore.vmcoreinfo().orElseThrow(() -> new IOException(VMCORE + ": no VMCOREINFO note"));
      VirtualMemory kernel = KernelPaging.find(memory, vmcoreinfo, architecture).kernel();
      PageSelection selection =
          PageFilter.select(memory, kernel, vmcoreinfo, new DumpLevel(request.dumpLevel()));
      long filtered = System.nanoTime();

      DumpDescription description =
          new DumpDescription(
              architecture,
              Utsname.read(kernel, vmcoreinfo, architecture),
              request.takenAt(),
              vmcoreinfo,
              site.registers(kernel));
      try (RawDevice again = RawDevice.openForWriting(device.path());
          DeviceChannel channel =
              new DeviceChannel(device, again, DeviceLayout.DUMP, request.capacity())) {
        DumpReport report =
            KdumpWriter.write(
                memory, selection, description, Compression.NONE, 1, new FlattenedSink(channel));
        channel.finish();
        CaptureFigures.Times times =
            new CaptureFigures.Times(
                Duration.ofNanos(begun - entered),
                Duration.ofNanos(filtered - begun),
                Duration.ofNanos(System.nanoTime() - filtered));
        return Answer.done(
            request.id(),
            unverified(),
            report.bytes(),
            channel.sum(),
            CaptureFigures.ofKernel(
                report.counts()::get,
                exchanged.imagePageCount() + lentPages(),
                report.unreadable(),
                times));
      }
    }
  }

  private long lentPages() {
    return handover.lent().length() / Page.SIZE;
  }

  private ControlPage layout() {
    return new ControlPage(handover.stackPointer(), handover.pageList());
  }

  /** A list of another image, or of another time, has another number of pages. */
  private void requireAllOf(KexecPageList exchanged) throws IOException {
    if (exchanged.imagePageCount() != handover.imagePages()) {
      throw new IOException(
          "the list of exchanged pages names %d pages, %d were loaded: it is not this image's"
              .formatted(exchanged.imagePageCount(), handover.imagePages()));
    }
  }

  /** What of the dump could not be checked or is missing; empty where nothing is. */
  private String unverified() {
    List<String> notes = new ArrayList<>();
    if (layout().pageList() == ControlPage.UNKNOWN) {
      notes.add(
          "the list of exchanged pages was found by kexec_image alone: this kernel's control page"
              + " is laid out in a way that is not known");
    }
    if (layout().stackPointer() == ControlPage.UNKNOWN) {
      notes.add("there are no registers: the control page does not tell where they were saved");
    }
    return String.join("; ", notes);
  }
}
