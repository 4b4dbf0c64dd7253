package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.channel.Request;
import org.kexshot.format.Dump;
import org.kexshot.format.Utsname;
import org.kexshot.format.flattened.FlattenedSink;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.DumpReport;
import org.kexshot.kexec.ControlPage;
import org.kexshot.linux.MappedRegion;
import org.kexshot.linux.RawDevice;

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
      StoppedSystem system = StoppedSystem.in(vmcore, request, handover);
      long filtered = System.nanoTime();
      DumpDescription description =
          new DumpDescription(
              system.architecture(),
              Utsname.read(system.kernel(), system.vmcoreinfo(), system.architecture()),
              request.takenAt(),
              system.vmcoreinfo(),
              system.site().registers(system.kernel()));
      try (DeviceChannel channel =
          DeviceChannel.open(device.path(), DeviceLayout.DUMP, request.capacity())) {
        DumpReport report =
            KdumpWriter.write(
                system.memory(),
                system.selection(),
                description,
                Compression.NONE,
                1,
                new FlattenedSink(channel));
        channel.finish();
        return Answer.done(
            request.id(),
            unverified(system.layout()),
            report.bytes(),
            channel.sum(),
            CaptureFigures.ofKernel(
                report.counts()::get,
                system.ownPages(),
                report.unreadable(),
                StoppedSystem.times(entered, begun, filtered)));
      }
    }
  }

  /** What of the dump could not be checked or is missing; empty where nothing is. */
  private static String unverified(ControlPage layout) {
    List<String> notes = new ArrayList<>();
    if (layout.pageList() == ControlPage.UNKNOWN) {
      notes.add(
          "the list of exchanged pages was found by kexec_image alone: this kernel's control page"
              + " is laid out in a way that is not known");
    }
    if (layout.stackPointer() == ControlPage.UNKNOWN) {
      notes.add("there are no registers: the control page does not tell where they were saved");
    }
    return String.join("; ", notes);
  }
}
