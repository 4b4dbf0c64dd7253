package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.capture.channel.Handover;
import org.kexshot.kexec.KernelPlace;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.KernelSymbols;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.SystemCalls;

/**
 * B's way back to A: an image whose entry is purgatory's {@code leave} and whose one segment is
 * purgatory's parameter page. Process 1 has loaded it without B's GDT, so that A can be gone back
 * to; with it, A can come again.
 */
final class ReturnImage {
  private static final String SAVED_CONTEXT = "saved_context";

  private ReturnImage() {}

  /** Loads the way back again, with the place of this kernel's GDT descriptor. */
  static void tellGdt(Handover handover) throws IOException {
    long descriptor = savedContext(handover) + handover.gdtDescriptor();
    ByteBuffer parameters = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    parameters.putLong(descriptor).flip();
    SystemCalls.kexecLoad(
        handover.leave(),
        List.of(new KexecSegment(parameters, handover.parameterPage(), 4096)),
        true);
  }

  /** Physical address of this kernel's {@code saved_context}. */
  private static long savedContext(Handover handover) throws IOException {
    IoMemory memory = IoMemory.read();
    if (handover.savedContext() != Handover.UNKNOWN) {
      return KernelPlace.textAddress(memory) + handover.savedContext();
    }
    KernelSymbols symbols = KernelSymbols.find(Set.of(KernelPlace.TEXT, SAVED_CONTEXT));
    OptionalLong address = symbols.address(SAVED_CONTEXT);
    if (address.isEmpty()) {
      throw new IOException(
          "the capture kernel's /proc/kallsyms has no saved_context: CONFIG_KALLSYMS_ALL is needed");
    }
    return KernelPlace.of(memory, symbols).physical(address.getAsLong());
  }
}
