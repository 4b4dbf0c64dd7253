package org.kexshot.capture;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.GuestArchitecture;

class TruthI386IT extends TruthSuite {
  /** {@code mov %eax,(%esp); call *%edx}: {@code machine_kexec} enters the control page. */
  private static final byte[] LAST_INSTRUCTIONS = {
    (byte) 0x89, 0x04, 0x24, (byte) 0xff, (byte) 0xd2
  };

  TruthI386IT() {
    super(GuestArchitecture.I386, "mem_map");
  }

  @Override
  String leavingFunction(CaptureGuest guest) {
    return "machine_kexec";
  }

  @Override
  long lastInstruction(long function, GdbStub debugger) throws IOException {
    return function + indexOf(debugger.read(function, 512), LAST_INSTRUCTIONS) + 3;
  }

  @Override
  Map<Long, String> controlPages(KernelStruct image, QemuMemory truth) throws IOException {
    Map<Long, String> frames = new TreeMap<>();
    frames.put(truth.frameOf(image.pointer("control_code_page")), "the control page");
    for (String table : new String[] {"arch.pgd", "arch.pte0", "arch.pte1"}) {
      long frame = truth.physical(image.pointer(table)) / QemuMemory.PAGE;
      frames.put(frame, "page tables of the switch: accessed bits");
    }
    return frames;
  }
}
