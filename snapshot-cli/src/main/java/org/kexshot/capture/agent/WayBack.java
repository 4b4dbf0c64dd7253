package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.capture.kexec.KernelPlace;
import org.kexshot.capture.linux.IoMemory;
import org.kexshot.capture.linux.KernelSymbols;
import org.kexshot.capture.linux.KexecSegment;
import org.kexshot.capture.linux.SystemCalls;

/**
 * B's way back to A: an image whose entry is purgatory's {@code leave} and whose one segment is
 * purgatory's parameter page. Process 1 has loaded it without B's GDT, so that A can be gone back
 * to; with it, A can come again.
 *
 * @param leave physical address of purgatory's {@code leave}
 * @param parameterPage physical address of its parameter page
 */
record WayBack(long leave, long parameterPage) {
  private static final String SAVED_CONTEXT = "saved_context";

  /** Loads the way back anew, with the place of this kernel's GDT descriptor. */
  void tellGdt(int gdtDescriptorOffset) throws IOException {
    KernelSymbols symbols = KernelSymbols.find(Set.of(KernelPlace.TEXT, SAVED_CONTEXT));
    OptionalLong savedContext = symbols.address(SAVED_CONTEXT);
    if (savedContext.isEmpty()) {
      throw new IOException(
          "the capture kernel's /proc/kallsyms has no saved_context: CONFIG_KALLSYMS_ALL is needed");
    }
    long physical = KernelPlace.of(IoMemory.read(), symbols).physical(savedContext.getAsLong());
    ByteBuffer parameters = ByteBuffer.allocateDirect(4).order(ByteOrder.LITTLE_ENDIAN);
    parameters.putInt((int) (physical + gdtDescriptorOffset)).flip();
    SystemCalls.kexecLoad(leave, List.of(new KexecSegment(parameters, parameterPage, 4096)));
  }
}
