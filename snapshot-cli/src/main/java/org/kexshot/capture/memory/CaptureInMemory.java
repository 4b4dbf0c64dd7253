package org.kexshot.capture.memory;

import com.sun.jna.Native;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureMethod;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.Preconditions;

/**
 * A snapshot without a second kernel: a program in physical mode copies the pages that are kept
 * into this process's locked memory. Nothing stays loaded afterwards.
 *
 * @param lock that nobody else loads, unloads or takes a snapshot
 * @param buffer bytes for the copied pages; empty for what is estimated
 */
public record CaptureInMemory(JumpLock lock, OptionalLong buffer) implements CaptureMethod {
  /** The method in a word. */
  static final String NAME = "memory";

  @Override
  public PreparedCapture prepare(DumpLevel level) throws IOException {
    Preconditions.requireRoot();
    Preconditions.requireJump();
    if (ImageSlot.isOccupied()) {
      throw new CaptureException(
          Reason.IMAGE_LOADED,
          "a kexec image is loaded already, and the snapshot in memory needs its place: unload it"
              + " (`kexshot unload`, `kexec -u`), or take --method kernel");
    }
    LiveKernel kernel = LiveKernel.open();
    try {
      requireMatch(kernel);
      MemoryPlan plan = MemoryPlan.make(kernel, level, buffer);
      requireRoom(plan);
      return new PreparedInMemory(lock, kernel, level, plan);
    } catch (IOException | RuntimeException e) {
      kernel.close();
      throw e;
    }
  }

  private static void requireMatch(LiveKernel kernel) throws JumpException {
    int word = kernel.architecture().pointerSize();
    if (word != Native.POINTER_SIZE) {
      throw new JumpException(
          JumpException.Reason.CANNOT_JUMP,
          "a Java runtime of %d bits cannot capture a kernel of %d bits: install one for %s"
              .formatted(Native.POINTER_SIZE * 8, word * 8, kernel.architecture().machine()));
    }
    if (kernel.vmcoreinfo().constant("sme_mask").orElse(0) != 0) {
      throw new JumpException(
          JumpException.Reason.CANNOT_JUMP,
          "the processor encrypts this machine's memory (SME or SEV): a program between kernels"
              + " would read it encrypted");
    }
  }

  private static void requireRoom(MemoryPlan plan) throws CaptureException {
    Optional<String> obstacle = plan.obstacle();
    if (obstacle.isPresent()) {
      throw new CaptureException(
          Reason.NO_ROOM,
          obstacle.get()
              + ", or load a capture kernel, which needs no room for the pages (`kexshot capture"
              + " load --device DEV`)");
    }
  }
}
