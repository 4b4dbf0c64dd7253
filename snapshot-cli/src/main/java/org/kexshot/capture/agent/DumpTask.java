package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.kexshot.address.Architecture;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.Request;
import org.kexshot.capture.linux.RawDevice;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageKind;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Compression;
import org.kexshot.format.Dump;
import org.kexshot.format.DumpDescription;
import org.kexshot.format.DumpFiles;
import org.kexshot.format.DumpReport;
import org.kexshot.format.Utsname;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.memory.ExchangedMemory;
import org.kexshot.memory.KexecPageList;
import org.kexshot.memory.ResidentMemory;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.paging.KernelPaging;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Dumps A's memory once: reads {@code /proc/vmcore}, undoes the exchange of pages so that memory is
 * as A saw it, leaves out what the dump level says, and writes the rest to the snapshot device,
 * uncompressed, for the pause is what counts.
 *
 * @param returnAddress physical address at which purgatory keeps A's return address
 * @param entered {@link System#nanoTime} when this kernel was entered
 */
record DumpTask(RawDevice device, Request request, long returnAddress, long entered) {
  private static final Path VMCORE = Path.of("/proc/vmcore");

  Answer run() throws IOException {
    long begun = System.nanoTime();
    try (Dump vmcore = DumpFiles.open(VMCORE)) {
      ResidentMemory resident = new ResidentMemory(vmcore.memory());
      JumpSite site = JumpSite.find(resident, returnAddress);
      KexecPageList exchanged = site.exchangedPages(request.kimageHead());
      ExchangedMemory memory = new ExchangedMemory(resident, exchanged);
      Vmcoreinfo vmcoreinfo =
          vmcore.vmcoreinfo().orElseThrow(() -> new IOException(VMCORE + ": no VMCOREINFO note"));
      VirtualMemory kernel = KernelPaging.find(memory, vmcoreinfo, Architecture.I386).kernel();
      PageSelection selection =
          PageFilter.select(memory, kernel, vmcoreinfo, new DumpLevel(request.dumpLevel()));
      long filtered = System.nanoTime();

      DumpDescription description =
          new DumpDescription(
              Architecture.I386,
              Utsname.read(kernel, vmcoreinfo, Architecture.I386),
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
        Map<String, Long> figures = pages(report, exchanged);
        long done = System.nanoTime();
        figures.put("ms.until-begun", (begun - entered) / 1_000_000);
        figures.put("ms.filter", (filtered - begun) / 1_000_000);
        figures.put("ms.write", (done - filtered) / 1_000_000);
        return new Answer(
            request.id(), Answer.State.DONE, "", report.bytes(), channel.crc32(), figures);
      }
    }
  }

  /** Counts of A's pages by kind; the capture image's own are a kind of their own. */
  private static Map<String, Long> pages(DumpReport report, KexecPageList exchanged) {
    Map<String, Long> figures = new LinkedHashMap<>();
    for (PageKind kind : PageKind.values()) {
      figures.put(
          "pages." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'),
          report.counts().get(kind));
    }
    figures.put("pages.capture", exchanged.imagePageCount());
    figures.put("pages.unreadable", report.unreadable());
    return figures;
  }
}
