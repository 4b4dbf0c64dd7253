package org.kexshot.capture;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.GuestSettings;

/** Half of the memory lies above 4 GiB. */
class TruthX8664IT extends TruthSuite {
  TruthX8664IT() {
    super(GuestArchitecture.X86_64, "vmemmap_base", "relocate_kernel");
  }

  @Override
  GuestSettings settings(GuestSettings settings) {
    return settings.withLowMemoryMiB(512);
  }

  /** It runs in the kernel's own text until it has loaded other page tables. */
  @Override
  long lastInstruction(long function, GdbStub debugger) {
    return function;
  }

  @Override
  Map<Long, String> controlPages(KernelStruct image, QemuMemory truth) throws IOException {
    Map<Long, String> frames = new TreeMap<>();
    long topTable = truth.frameOf(image.pointer("control_code_page"));
    for (long table : truth.tableFrames(topTable)) {
      frames.put(table, "page tables of the switch: accessed bits");
    }
    frames.put(topTable + 1, "the control page");
    return frames;
  }
}
