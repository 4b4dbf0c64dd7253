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
  /** {@code call *%r8}. */
  private static final byte[] CALL_OF_COPY = {0x41, (byte) 0xff, (byte) 0xd0};

  private boolean copied;

  TruthX8664IT() {
    super(GuestArchitecture.X86_64, "vmemmap_base");
  }

  @Override
  GuestSettings settings(GuestSettings settings) {
    return settings.withLowMemoryMiB(512);
  }

  /**
   * {@code relocate_kernel} runs in the kernel's own text until it has loaded other page tables;
   * since Linux 6.14 a copy of it is called, in the control page.
   */
  @Override
  String leavingFunction(CaptureGuest guest) throws IOException {
    copied =
        guest.run("grep -c ' __relocate_kernel_start$' /proc/kallsyms || true").startsWith("1");
    return copied ? "machine_kexec" : "relocate_kernel";
  }

  @Override
  long lastInstruction(long function, GdbStub debugger) throws IOException {
    return copied ? function + indexOf(debugger.read(function, 512), CALL_OF_COPY) : function;
  }

  @Override
  Map<Long, String> controlPages(KernelStruct image, QemuMemory truth) throws IOException {
    Map<Long, String> frames = new TreeMap<>();
    long control = truth.frameOf(image.pointer("control_code_page"));
    // Before 6.14 the page behind the top table is the control page.
    long topTable = copied ? truth.physical(image.pointer("arch.pgd")) / QemuMemory.PAGE : control;
    for (long table : truth.tableFrames(topTable)) {
      frames.put(table, "page tables of the switch: accessed bits");
    }
    frames.put(copied ? control : topTable + 1, "the control page");
    return frames;
  }
}
